//! Forms that may bring files: their fields, read within the limits of any body.

use std::sync::Arc;

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;

use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

/// The names and values of a form's fields, in the order of the form. A file is its text.
pub async fn read(site: &Arc<Site>, request: Request) -> Result<Vec<(String, String)>, Problem> {
    let fields = read_bytes(site, request).await?.into_iter();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(fields.map(|(name, bytes)| (name, text(bytes))).collect())
}

/// The names of a form's fields with their exact bytes, in the order of the form.
pub async fn read_bytes(
    site: &Arc<Site>,
    request: Request,
) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).cloned();
    let Payload(bytes) = Payload::from_request(request, site).await?;
    let mut whole = Request::new(bytes.into());
    whole.headers_mut().extend(kind.map(|kind| (header::CONTENT_TYPE, kind)));
    let broken = || {
        Problem::new(400, "import.form_broken", "the form did not arrive whole")
            .next_step("choose the file again and send it")
    };
    let mut form = Multipart::from_request(whole, &()).await.map_err(|_| broken())?;
    let mut fields = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| broken())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| broken())?;
        fields.push((name, bytes.to_vec()));
    }
    Ok(fields)
}
