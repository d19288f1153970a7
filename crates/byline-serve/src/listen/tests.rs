use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Body;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Role, serve};
use crate::testing::{Stage, TOKEN, link};
use crate::{Limits, Settings};

/// A served stage on a free port.
struct Served {
    stage: Stage,
    address: std::net::SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// Deadlines so short that tests need no patience.
fn limits() -> Limits {
    let short = Duration::from_millis(100);
    Limits { head: short, body: short, stalled_write: short, drain: short, ..Limits::default() }
}

async fn served(limits: Limits, role: Role) -> Served {
    let stage = Stage::with(Settings { limits, ..Settings::default() }, role);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    let task = tokio::spawn(serve(listener, stage.site.clone(), role, shutdown));
    Served { stage, address, stop: Some(stop), task }
}

impl Served {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends raw bytes and reads until the server closes.
    async fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        // The server may close before everything is sent; its answer is what counts.
        let _ = stream.write_all(bytes).await;
        read_to_end(&mut stream).await
    }

    async fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        self.task.await.unwrap();
    }
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn a_slow_client_is_sent_away() {
    let served = served(limits(), Role::Both).await;
    for trickle in ["", "GET / HT", "GET /healthz HTTP/1.1\r\nHost: x\r\n"] {
        let answer = served.send(trickle.as_bytes()).await;
        assert!(matches!(status(&answer), "" | "408"), "{trickle:?}: {answer}");
    }
    let head = format!(
        "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\
         Content-Length: 10\r\n\r\n{{"
    );
    assert_eq!(status(&served.send(head.as_bytes()).await), "408");
    served.stop().await;
}

#[tokio::test]
async fn a_client_who_never_reads_is_sent_away() {
    let served = served(limits(), Role::Both).await;
    let mut stream = served.connect().await;
    // Answers pile up unread until the system's buffers are full; then the server gives up, and
    // writing fails on this side.
    let requests = "GET /v1/pixel.js HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000);
    while stream.write_all(requests.as_bytes()).await.is_ok() {}
    served.stop().await;
}

/// Reads as a table: what is wrong, the raw request, the status.
async fn check_raw(what: &str, request: &str, expected: &str) {
    let served = served(limits(), Role::Both).await;
    assert_eq!(status(&served.send(request.as_bytes()).await), expected, "{what}");
    served.stop().await;
}

#[tokio::test]
async fn ambiguous_and_oversized_heads_are_refused() {
    check_raw("no host", "GET /healthz HTTP/1.1\r\n\r\n", "400").await;
    check_raw("two hosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400").await;
    check_raw("odd host", "GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n", "400").await;
    check_raw("absolute", "GET http://a/healthz HTTP/1.1\r\nHost: a\r\n\r\n", "400").await;
    check_raw("trace", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", "400").await;
    let many = "X-A: b\r\n".repeat(70);
    check_raw("many headers", &format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n"), "431").await;
    let huge = "b".repeat(20 << 10);
    check_raw("huge", &format!("GET / HTTP/1.1\r\nHost: a\r\nX-A: {huge}\r\n\r\n"), "431").await;
}

#[tokio::test]
async fn bodies_stay_within_their_limit() {
    let served = served(Limits { body_bytes: 1000, ..limits() }, Role::Both).await;
    let head = format!("POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n");
    let promised = format!("{head}Content-Length: 1073741824\r\n\r\n");
    assert_eq!(status(&served.send(promised.as_bytes()).await), "413");
    let chunk = format!("3e8\r\n{}\r\n", "x".repeat(1000));
    let endless = format!("{head}Transfer-Encoding: chunked\r\n\r\n{}", chunk.repeat(100));
    assert_eq!(status(&served.send(endless.as_bytes()).await), "413");
    let packed = format!("{head}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx");
    assert_eq!(status(&served.send(packed.as_bytes()).await), "415");
    served.stop().await;
}

#[tokio::test]
async fn one_address_cannot_take_every_seat() {
    let long = Duration::from_secs(60);
    let limits = Limits { connections_per_address: 2, head: long, ..limits() };
    let served = served(limits, Role::Both).await;
    let (mut first, mut second) = (served.connect().await, served.connect().await);
    let ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut buffer = [0; 15];
    for stream in [&mut first, &mut second] {
        stream.write_all(ask).await.unwrap();
        stream.read_exact(&mut buffer).await.unwrap();
        assert_eq!(&buffer, b"HTTP/1.1 200 OK");
    }
    assert_eq!(served.send(ask).await, "", "the third is closed unanswered");
    served.stop().await;
}

#[tokio::test]
async fn a_panic_is_one_requests_500() {
    let stage = Stage::new();
    stage.node.is_poisoned.store(true, Ordering::Relaxed);
    let broken = stage.ask("POST /hooks/shopify/x", &[], Body::empty()).await;
    assert_eq!(broken.problem(), "500 http.internal");
    assert!(!broken.text.contains("planted"));
    stage.node.is_poisoned.store(false, Ordering::Relaxed);
    let next = stage.ask("POST /hooks/shopify/x", &["x-signature: ok"], Body::empty()).await;
    assert_eq!(next.status, 200);
}

#[tokio::test]
async fn shutdown_closes_idle_connections_and_frees_the_port() {
    let served = served(Limits { head: Duration::from_secs(60), ..limits() }, Role::Both).await;
    let address = served.address;
    let mut idle = served.connect().await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut first = [0; 1];
    idle.read_exact(&mut first).await.unwrap();
    served.stop().await;
    assert!(read_to_end(&mut idle).await.ends_with("{\"status\":\"ok\"}"));
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn the_links_listener_serves_nothing_private() {
    let served = served(limits(), Role::Links).await;
    served.stage.node.links.publish(&[link("ana", "https://shop.com/")]);
    for (path, expected) in
        [("/ana", "302"), ("/healthz", "200"), ("/login", "404"), ("/metrics", "404")]
    {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assert_eq!(status(&served.send(request.as_bytes()).await), expected, "{path}");
    }
    served.stop().await;
}
