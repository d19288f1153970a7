//! Keys, as Chromium wants them described.

use serde_json::{Value, json};

/// A key that does something besides writing a letter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    /// To the next thing that can be reached.
    Tab,
    /// To the one before.
    BackTab,
    /// Follows a link, presses a button, sends a form.
    Enter,
    /// Presses a button, opens a menu, ticks a box.
    Space,
    /// Closes.
    Escape,
    /// One down.
    Down,
    /// One up.
    Up,
    /// One to the left.
    Left,
    /// One to the right.
    Right,
    /// Opens the command palette.
    CtrlK,
}

/// The bits of modifiers.
const CTRL: u8 = 2;
const SHIFT: u8 = 8;

impl Key {
    /// What it is when it goes down and when it comes up.
    pub(crate) fn events(self) -> [Value; 2] {
        let (key, code, number, modifiers, text) = match self {
            Self::Tab => ("Tab", "Tab", 9, 0, ""),
            Self::BackTab => ("Tab", "Tab", 9, SHIFT, ""),
            Self::Enter => ("Enter", "Enter", 13, 0, "\r"),
            Self::Space => (" ", "Space", 32, 0, " "),
            Self::Escape => ("Escape", "Escape", 27, 0, ""),
            Self::Down => ("ArrowDown", "ArrowDown", 40, 0, ""),
            Self::Up => ("ArrowUp", "ArrowUp", 38, 0, ""),
            Self::Left => ("ArrowLeft", "ArrowLeft", 37, 0, ""),
            Self::Right => ("ArrowRight", "ArrowRight", 39, 0, ""),
            Self::CtrlK => ("k", "KeyK", 75, CTRL, ""),
        };
        ["keyDown", "keyUp"].map(|kind| {
            let text = if kind == "keyDown" { text } else { "" };
            json!({
                "type": if kind == "keyDown" && text.is_empty() { "rawKeyDown" } else { kind },
                "key": key, "code": code, "windowsVirtualKeyCode": number,
                "modifiers": modifiers, "text": text,
            })
        })
    }
}
