//! QR codes of short links: for packages, posters and screens, where nobody can tap.
//!
//! Error correction is quartile: a fourth of the code may be covered or torn. Four modules of
//! quiet zone stand around it, without which many phones do not see it.

use maud::{Markup, PreEscaped, html};
use png::{BitDepth, ColorType, Encoder};
use qrcode::render::svg;
use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};

/// Modules of quiet zone on each side.
const QUIET: usize = 4;
/// Sizes that can be asked for, in pixels a side.
pub const SIZES_PX: std::ops::RangeInclusive<usize> = 64..=4_096;

/// A QR code of `address` as SVG; none if the address is too long for any code.
pub fn svg(address: &str) -> Option<String> {
    let code = code(address)?;
    let render = code.render::<svg::Color<'_>>().module_dimensions(8, 8).quiet_zone(true).build();
    Some(render)
}

/// The QR code as part of a page; our own drawing, so its markup is safe.
pub fn drawn(address: &str) -> Markup {
    let whole = svg(address).unwrap_or_default();
    let drawing = whole.split_once("?>").map_or(whole.as_str(), |(_, drawing)| drawing);
    html! { div.qr role="img" aria-label={ "QR code of " (address) } { (PreEscaped(drawing)) } }
}

/// A QR code of `address` as PNG, about `size_px` pixels a side: whole pixels for each module, so
/// that the edges stay sharp. None if the address is too long for any code.
pub fn png(address: &str, size_px: usize) -> Option<Vec<u8>> {
    let code = code(address)?;
    let modules = code.width() + 2 * QUIET;
    let scale = (size_px / modules).max(1);
    let side = modules * scale;
    let colors = code.to_colors();
    let is_dark = |x: usize, y: usize| {
        let inside = |at: usize| (at / scale).checked_sub(QUIET).filter(|at| *at < code.width());
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) => colors.get(y * code.width() + x) == Some(&Color::Dark),
            _ => false,
        }
    };
    let row_bytes = side.div_ceil(8);
    let mut bits = vec![0xff_u8; row_bytes * side];
    for y in 0..side {
        for x in (0..side).filter(|x| is_dark(*x, y)) {
            if let Some(byte) = bits.get_mut(y * row_bytes + x / 8) {
                *byte &= !(0x80 >> (x % 8));
            }
        }
    }
    encoded(&bits, u32::try_from(side).ok()?)
}

fn code(address: &str) -> Option<QrCode> {
    QrCode::with_error_correction_level(address, EcLevel::Q).ok()
}

fn encoded(bits: &[u8], side: u32) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(bits).ok()?;
    writer.finish().ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://go.brand.com/ana-reel";

    /// The bits of a PNG and of the code are the same picture.
    #[test]
    fn a_png_shows_the_code_with_its_quiet_zone() {
        let file = png(ADDRESS, 300).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(&file));
        let mut reader = decoder.read_info().unwrap();
        let (side, _) = reader.info().size();
        let mut bits = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bits).unwrap();
        let code = code(ADDRESS).unwrap();
        let modules = code.width() + 2 * QUIET;
        let scale = side as usize / modules;
        assert_eq!(side as usize, modules * scale);
        let row_bytes = (side as usize).div_ceil(8);
        let is_dark = |x: usize, y: usize| bits[y * row_bytes + x / 8] & (0x80 >> (x % 8)) == 0;
        for y in 0..modules {
            for x in 0..modules {
                let inside = |at: usize| (QUIET..QUIET + code.width()).contains(&at);
                let expected =
                    inside(x) && inside(y) && code[(x - QUIET, y - QUIET)] == Color::Dark;
                assert_eq!(is_dark(x * scale, y * scale), expected, "{x} {y}");
            }
        }
    }

    #[test]
    fn an_svg_is_a_picture_and_nothing_else() {
        let svg = svg(ADDRESS).unwrap();
        assert!(svg.contains("<svg") && svg.ends_with("</svg>"), "{svg}");
        assert!(!svg.contains("<script"));
    }

    #[test]
    fn what_fits_into_no_code_gives_none() {
        assert!(svg(&"x".repeat(3_000)).is_none());
        assert!(png(&"x".repeat(3_000), 300).is_none());
    }
}
