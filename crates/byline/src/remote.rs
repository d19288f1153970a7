//! A server, asked by HTTP.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Response;

use crate::exit::{Exit, Failure};
use crate::serve::runtime;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often something is sent before it is given up.
const MAX_TRIES: u32 = 20;

/// A server and the token to ask it with.
pub struct Server {
    agent: Agent,
    url: String,
    token: String,
}

/// What a server answered.
struct Answered {
    /// The status.
    status: u16,
    /// Seconds to wait, if it said so.
    retry_after_s: Option<u64>,
    /// The body; null if it is no JSON.
    body: Value,
}

impl Server {
    /// The server at `url`.
    pub fn new(url: &str, token: Option<&str>) -> Result<Self, Failure> {
        let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        if host.is_none_or(str::is_empty) {
            let words = format!(
                "--url: `{url}` is no address of a server; write one such as http://127.0.0.1:8080"
            );
            return Err(Failure::new(Exit::Usage, "program.usage", words));
        }
        let token = token.ok_or_else(|| {
            let words = "a server wants the owner's token; set BYLINE_TOKEN or --token";
            Failure::new(Exit::NotPermitted, "auth.token_missing", words)
        })?;
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .build();
        let url = url.trim_end_matches('/').to_owned();
        Ok(Self { agent: config.into(), url, token: token.to_owned() })
    }

    /// Asks for JSON at a path, given in parts.
    pub fn get(&self, parts: &[&str], parameters: &[(String, String)]) -> Result<Value, Failure> {
        let mut request = self.agent.get(format!("{}{}", self.url, path(parts)));
        for (name, value) in parameters {
            request = request.query(name, value);
        }
        let response = request.header("authorization", format!("Bearer {}", self.token)).call();
        let answered = self.read(response)?;
        if answered.status == 200 { Ok(answered.body) } else { Err(refusal(&answered)) }
    }

    /// Sends a body that may be sent twice, again and again for as long as the server asks to
    /// come back later.
    pub fn post_until_taken(
        &self,
        path: &str,
        parameters: &[(&str, String)],
        body: &[u8],
    ) -> Result<Value, Failure> {
        for _ in 0..MAX_TRIES {
            let mut request = self.agent.post(format!("{}{path}", self.url));
            for (name, value) in parameters {
                request = request.query(name, value);
            }
            let request = request.header("authorization", format!("Bearer {}", self.token));
            let answered = self.read(request.send(body))?;
            match (answered.status, answered.retry_after_s) {
                (200, _) => return Ok(answered.body),
                (429 | 503, Some(seconds)) => wait(seconds)?,
                _ => return Err(refusal(&answered)),
            }
        }
        let words = format!("{} takes nothing in; send the same file again later", self.url);
        Err(Failure::new(Exit::Unavailable, "store.unavailable", words))
    }

    /// Puts a thing in the place of another.
    pub fn put(&self, path: &str, body: &[u8]) -> Result<Value, Failure> {
        let request = self.agent.put(format!("{}{path}", self.url));
        let request = request.header("authorization", format!("Bearer {}", self.token));
        let answered = self.read(request.send(body))?;
        if answered.status == 200 { Ok(answered.body) } else { Err(refusal(&answered)) }
    }

    fn read(
        &self,
        response: Result<Response<ureq::Body>, ureq::Error>,
    ) -> Result<Answered, Failure> {
        let unreachable = |error| {
            let words = format!("{} does not answer: {error}; is the server running?", self.url);
            Failure::new(Exit::Unavailable, "program.unreachable", words)
        };
        let mut response = response.map_err(unreachable)?;
        let retry_after = response.headers().get("retry-after");
        let retry_after_s = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
        let text = response.body_mut().read_to_string().map_err(unreachable)?;
        let body = serde_json::from_str(&text).unwrap_or_default();
        Ok(Answered { status: response.status().as_u16(), retry_after_s, body })
    }
}

/// Waits as a server asked.
fn wait(seconds: u64) -> Result<(), Failure> {
    let pause = Duration::from_secs(seconds.clamp(1, 10));
    runtime()?.block_on(async { tokio::time::sleep(pause).await });
    Ok(())
}

/// What a refusal means for whoever ran the command: the server's own code and words.
fn refusal(answered: &Answered) -> Failure {
    let exit = Exit::of_status(answered.status);
    let text = |key: &str| answered.body[key].as_str().unwrap_or_default().to_owned();
    let (code, detail, next_step) = (text("code"), text("detail"), text("next_step"));
    if code.is_empty() {
        let status = answered.status;
        let words = format!("the server answered {status}; is it byline that listens there?");
        return Failure::new(exit, "program.refused", words);
    }
    let words = if next_step.is_empty() { detail } else { format!("{detail}; {next_step}") };
    Failure::new(exit, code, words)
}

/// A path of the server's, from parts that may hold anything.
fn path(parts: &[&str]) -> String {
    parts.iter().map(|part| format!("/{}", escaped(part))).collect()
}

/// A part of a path as RFC 3986 wants it.
fn escaped(part: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let escape = |byte: u8| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    part.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_of_an_order_fits_into_a_path() {
        for (name, expected) in [
            ("1001", "/orders/1001"),
            ("#1002", "/orders/%231002"),
            ("con_shop:5001", "/orders/con_shop%3A5001"),
            ("a/b?c", "/orders/a%2Fb%3Fc"),
            ("é", "/orders/%C3%A9"),
        ] {
            assert_eq!(path(&["orders", name]), expected);
        }
    }

    #[test]
    fn an_address_says_how_it_is_asked() {
        for (url, is_good) in [
            ("http://127.0.0.1:8080", true),
            ("https://byline.brand.com/", true),
            ("127.0.0.1:8080", false),
            ("ftp://byline.brand.com", false),
            ("http://", false),
        ] {
            let server = Server::new(url, Some("token"));
            assert_eq!(server.is_ok(), is_good, "{url}");
        }
    }
}
