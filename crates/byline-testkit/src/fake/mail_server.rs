//! A fake mail server: a real conversation in SMTP on the loopback, one connection after the
//! other, with replies that can be told to go wrong.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::desk::lock;

/// What goes wrong with one letter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MailFault {
    /// It asks to come back later.
    Greylisted,
    /// It turns the receiver down.
    NoSuchReceiver,
    /// It takes the letter, and its reply is lost.
    TakesAndBreaks,
    /// It breaks off as soon as somebody comes.
    Down,
}

/// A letter that was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// The sender of the envelope.
    pub from: String,
    /// The receivers of the envelope.
    pub to: Vec<String>,
    /// The letter, headers and all.
    pub text: String,
}

/// A mail server that ends when it is dropped.
#[derive(Debug)]
pub struct FakeMailServer {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
    letters: Arc<Mutex<Vec<Taken>>>,
    faults: Arc<Mutex<Faults>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default, Debug)]
struct Faults {
    next: VecDeque<Option<MailFault>>,
    always: Option<MailFault>,
}

impl FakeMailServer {
    /// A server that takes letters from everybody.
    ///
    /// # Panics
    /// If the machine gives no port: without one there is no test.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let is_over = Arc::new(AtomicBool::new(false));
        let (letters, faults) = (Arc::default(), Arc::<Mutex<Faults>>::default());
        let (over, taken, broken) =
            (Arc::clone(&is_over), Arc::clone(&letters), Arc::clone(&faults));
        let work = move || {
            for stream in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let fault = {
                    let mut faults = lock(&broken);
                    let always = faults.always;
                    faults.next.pop_front().unwrap_or(always)
                };
                // Whoever hangs up early sent no letter.
                drop(converse(&stream, fault, &taken));
            }
        };
        let thread = std::thread::Builder::new().name("fake-mail".to_owned()).spawn(work).ok();
        Self { address, is_over, letters, faults, thread }
    }

    /// Its port on the loopback.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What will go wrong with the next letters, in order.
    pub fn will(&self, faults: &[Option<MailFault>]) {
        lock(&self.faults).next.extend(faults);
    }

    /// What goes wrong with every letter from now on; `None`: nothing any more.
    pub fn always(&self, fault: Option<MailFault>) {
        lock(&self.faults).always = fault;
    }

    /// Every letter that was taken, the oldest first.
    pub fn letters(&self) -> Vec<Taken> {
        lock(&self.letters).clone()
    }
}

impl Drop for FakeMailServer {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // It waits for somebody to come.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn converse(
    mut stream: &TcpStream,
    fault: Option<MailFault>,
    letters: &Mutex<Vec<Taken>>,
) -> std::io::Result<()> {
    if fault == Some(MailFault::Down) {
        return Ok(());
    }
    let mut reader = BufReader::new(stream);
    let mut letter = Taken { from: String::new(), to: Vec::new(), text: String::new() };
    stream.write_all(b"220 fake.example ESMTP\r\n")?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply: &[u8] = match word.as_str() {
            "EHLO" => b"250-fake.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n",
            "HELO" | "RSET" | "NOOP" => b"250 OK\r\n",
            "AUTH" => b"235 2.7.0 Authentication successful\r\n",
            "MAIL" if fault == Some(MailFault::Greylisted) => b"451 4.7.1 Come back later\r\n",
            "MAIL" => {
                letter.from = address_in(line);
                b"250 2.1.0 OK\r\n"
            }
            "RCPT" if fault == Some(MailFault::NoSuchReceiver) => b"550 5.1.1 No such user\r\n",
            "RCPT" => {
                letter.to.push(address_in(line));
                b"250 2.1.5 OK\r\n"
            }
            "DATA" => {
                stream.write_all(b"354 End data with <CR><LF>.<CR><LF>\r\n")?;
                letter.text = read_letter(&mut reader)?;
                lock(letters).push(letter.clone());
                if fault == Some(MailFault::TakesAndBreaks) {
                    return Ok(());
                }
                letter = Taken { from: String::new(), to: Vec::new(), text: String::new() };
                b"250 2.0.0 OK: queued\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 Bye\r\n")?;
                return Ok(());
            }
            _ => b"502 5.5.2 Not known\r\n",
        };
        stream.write_all(reply)?;
    }
}

/// The lines up to the one that holds a dot only; dots that were doubled are single again.
fn read_letter(reader: &mut impl std::io::BufRead) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == ".\r\n" {
            return Ok(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn address_in(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or_else(String::new, |(address, _)| address.to_owned())
}
