//! Packed files: what they unpack to is counted before anything is read.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::encoding::Stream;
use super::error::FileError;

/// The largest packed file, in bytes.
const PACKED_MAX_BYTES: u64 = 64 << 20;
/// How much a packed file may unpack to, in bytes.
const UNPACKED_MAX_BYTES: u64 = 512 << 20;
/// How large a part may be that is kept in memory as a whole, in bytes.
const WHOLE_PART_MAX_BYTES: u64 = 64 << 20;
/// How many parts a packed file may have.
const PARTS_MAX: usize = 10_000;
/// How many texts the cells of a workbook may share, by the tags around them.
const TEXT_TAGS_MAX: usize = 8_000_000;
/// How many tags may describe its styles.
const STYLE_TAGS_MAX: usize = 500_000;

/// All bytes of a packed file, and nothing that unpacks to more than it may.
pub(super) fn packed(stream: Stream<'_>) -> Result<Vec<u8>, FileError> {
    let mut packed = Vec::new();
    let n_read = stream.take(PACKED_MAX_BYTES + 1).read_to_end(&mut packed);
    n_read.map_err(|error| FileError::Unreadable(error.kind().to_string()))?;
    if PACKED_MAX_BYTES < packed.len() as u64 {
        return Err(FileError::TooLarge("over 64 MiB"));
    }
    // Each part has an entry in the table of contents, which is read as a whole.
    if PARTS_MAX < packed.windows(4).filter(|bytes| bytes == b"PK\x01\x02").count() {
        return Err(FileError::TooLarge("over 10,000 parts"));
    }
    check_unpacked(&packed, UNPACKED_MAX_BYTES)?;
    Ok(packed)
}

/// The text of a packed file that holds one table and nothing else, as the ECB packs its rates.
pub(super) fn only_text(packed: &[u8]) -> Result<Option<Vec<u8>>, FileError> {
    let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(broken)?;
    if archive.len() != 1 {
        return Ok(None);
    }
    let mut part = archive.by_index(0).map_err(broken)?;
    let name = part.name().map_err(broken)?.to_lowercase();
    if ![".csv", ".tsv", ".txt"].iter().any(|ending| name.ends_with(ending)) {
        return Ok(None);
    }
    let mut text = Vec::new();
    let read = (&mut part).take(PACKED_MAX_BYTES + 1).read_to_end(&mut text);
    read.map_err(|_| BROKEN)?;
    match text.len() as u64 <= PACKED_MAX_BYTES {
        true => Ok(Some(text)),
        false => Err(FileError::TooLarge("it unpacks to over 64 MiB")),
    }
}

/// Unpacks everything into nothing, and counts.
fn check_unpacked(packed: &[u8], max_bytes: u64) -> Result<(), FileError> {
    let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(broken)?;
    let mut n_left = max_bytes;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(broken)?;
        let n_bytes = std::io::copy(&mut (&mut part).take(n_left + 1), &mut std::io::sink())
            .map_err(|_| BROKEN)?;
        if n_left < n_bytes {
            return Err(FileError::TooLarge("it unpacks to over 512 MiB"));
        }
        n_left -= n_bytes;
    }
    Ok(())
}

/// Lets a workbook pass whose texts and styles fit into memory: these are read as a whole,
/// whichever sheet is wanted.
pub(super) fn check_workbook(packed: &[u8]) -> Result<(), FileError> {
    let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(broken)?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(broken)?;
        let name = part.name().map_err(broken)?.to_lowercase();
        let n_tags_max = match name.rsplit(['/', '\\']).next().unwrap_or_default() {
            "sharedstrings.xml" => TEXT_TAGS_MAX,
            "styles.xml" => STYLE_TAGS_MAX,
            _ => continue,
        };
        let mut text = Vec::new();
        part.take(WHOLE_PART_MAX_BYTES + 1).read_to_end(&mut text).map_err(|_| BROKEN)?;
        if WHOLE_PART_MAX_BYTES < text.len() as u64 {
            return Err(FileError::TooLarge("over 64 MiB of texts or styles"));
        }
        let n_tags = text.iter().filter(|byte| **byte == b'<').count();
        if n_tags_max < n_tags || has_large_count(&text) {
            return Err(FileError::TooLarge("more texts or styles than may be read"));
        }
    }
    Ok(())
}

/// Whether the part says that it holds more than anybody has room for. Readers believe it, and
/// make room for as much.
fn has_large_count(text: &[u8]) -> bool {
    const WORD: &[u8] = b"uniqueCount";
    let said = |place: usize| {
        let is_between =
            |byte: &&u8| matches!(**byte, b'=' | b'"' | b'\'' | b'+') || byte.is_ascii_whitespace();
        let after = text[place + WORD.len()..].iter().skip_while(is_between);
        after.take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut places = text.windows(WORD.len()).enumerate().filter(|(_, word)| *word == WORD);
    places.any(|(place, _)| 7 < said(place))
}

const BROKEN: FileError = FileError::NotATable("a packed file that is broken");

fn broken(_: zip::result::ZipError) -> FileError {
    BROKEN
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_part_that_unpacks_to_more_than_it_may_is_found_while_unpacking() {
        let packed = zip("bomb", &vec![b' '; 100_000]);
        assert!(packed.len() < 1_000, "{}", packed.len());
        let found = |max| check_unpacked(&packed, max).map_err(|error| error.code());
        assert_eq!(found(100_000), Ok(()));
        assert_eq!(found(99_999), Err("files.too_large"));
    }

    /// A reader makes room for as many texts as a part says it has, before it has seen one.
    #[test]
    fn texts_and_styles_are_counted_before_they_are_read() {
        let texts = |text: &str| {
            let part = zip("xl/sharedStrings.xml", text.as_bytes());
            check_workbook(&part).map_err(|error| error.code())
        };
        assert_eq!(texts("<sst uniqueCount=\"2\"><si/><si/></sst>"), Ok(()));
        assert_eq!(texts("<sst uniqueCount = '99999999999'/>"), Err("files.too_large"));
        let styles = zip("xl/styles.xml", &b"<x/>".repeat(STYLE_TAGS_MAX + 1));
        assert!(styles.len() < 100_000, "{}", styles.len());
        assert!(matches!(check_workbook(&styles), Err(FileError::TooLarge(_))));
    }
}
