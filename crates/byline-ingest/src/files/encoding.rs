//! Encodings: which bytes are which letters, whoever wrote the file.
//!
//! A byte order mark decides. Without one, UTF-16 is known by its zeros and UTF-8 by being valid;
//! what is neither is windows-1252, which spreadsheets in the west write. While a file has shown
//! nothing but ASCII, the question stays open until the first row that answers it.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Cursor, Read};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// How much of a file is looked at before its rows are read, in bytes.
pub(super) const SAMPLE_BYTES: usize = 64 << 10;

/// A stream of bytes that can be sent to another thread.
pub(super) type Stream<'a> = Box<dyn BufRead + Send + 'a>;

/// How the cells of a file become text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Letters {
    /// Nothing but ASCII so far.
    Open,
    /// UTF-8, perhaps made from UTF-16.
    Utf8,
    /// One byte a letter.
    Windows1252,
}

/// The beginning of a stream, and a stream that still has it.
pub(super) fn sample<'a>(mut stream: Stream<'a>) -> std::io::Result<(Vec<u8>, Stream<'a>)> {
    let mut start = Vec::new();
    (&mut stream).take(SAMPLE_BYTES as u64).read_to_end(&mut start)?;
    let whole = Cursor::new(start.clone()).chain(stream);
    Ok((start, Box::new(whole)))
}

/// The text of a stream that begins with `start`, without its byte order mark.
pub(super) fn decoded<'a>(start: &[u8], mut stream: Stream<'a>) -> (Letters, Stream<'a>) {
    if let Some(mark) = start.strip_prefix(b"\xef\xbb\xbf").map(|_| 3) {
        stream.consume(mark);
        return (Letters::Utf8, stream);
    }
    if let Some(wide) = wide(start) {
        let decoder = DecodeReaderBytesBuilder::new().encoding(Some(wide)).build(stream);
        return (Letters::Utf8, Box::new(BufReader::with_capacity(SAMPLE_BYTES, decoder)));
    }
    (Letters::of(start), stream)
}

/// Which UTF-16 it is, by its mark or by every other byte being zero.
fn wide(start: &[u8]) -> Option<&'static Encoding> {
    match start {
        [0xff, 0xfe, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let n_zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (n_zeros(0), n_zeros(1));
    let many = start.len() / 8;
    match (many < even, many < odd) {
        (false, true) if even == 0 => Some(UTF_16LE),
        (true, false) if odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

impl Letters {
    fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => Self::Open,
            Ok(_) => Self::Utf8,
            // A letter that the end of the sample cuts in two is none that is wrong.
            Err(error) if error.error_len().is_none() => Self::Utf8,
            Err(_) => Self::Windows1252,
        }
    }

    /// The text of a cell; `None` if its bytes are no text in this encoding.
    pub(super) fn text<'b>(&mut self, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
        if *self == Self::Open && !bytes.is_ascii() {
            *self = if std::str::from_utf8(bytes).is_ok() { Self::Utf8 } else { Self::Windows1252 };
        }
        match self {
            Self::Open | Self::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Self::Windows1252 => Some(WINDOWS_1252.decode_without_bom_handling(bytes).0),
        }
    }
}
