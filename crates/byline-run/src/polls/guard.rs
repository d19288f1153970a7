//! The guard: to which addresses a request may go.
//!
//! A connection's address is typed by a person, so it could name a machine of the operator's own
//! network. The name is looked up once, every address that it has is checked, and the connection
//! goes to one of the addresses that were checked: a name that answers differently the second
//! time gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Looks names up, and lets only public addresses pass.
#[derive(Debug)]
pub struct Guard {
    system: DefaultResolver,
    allow_private: bool,
}

/// A name leads into a private network.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("the name leads to {0}, which is no public address")]
pub struct NotPublic(pub IpAddr);

impl Guard {
    /// Public addresses only.
    pub fn strict() -> Self {
        Self { system: DefaultResolver::default(), allow_private: false }
    }

    /// Any address: for tests, and for shops in the operator's own network.
    pub fn open() -> Self {
        Self { system: DefaultResolver::default(), allow_private: true }
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.system.resolve(uri, config, timeout)?;
        // One private address among public ones is as bad as only private ones.
        let private = found.iter().map(|address| address.ip()).find(|ip| !is_public(*ip));
        match private {
            Some(ip) if !self.allow_private => Err(ureq::Error::Other(Box::new(NotPublic(ip)))),
            _ => Ok(found),
        }
    }
}

/// Whether an address belongs to the public internet.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// The special-purpose blocks of RFC 6890 and its successors, and one cloud's metadata service
/// that has a public address.
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast, reserved and broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

fn is_public_v4(ip: Ipv4Addr) -> bool {
    !NOT_PUBLIC_V4.iter().any(|(block, bits)| (ip.to_bits() ^ block.to_bits()) >> (32 - bits) == 0)
}

/// Only 2000::/3 is the internet; of that, blocks in which other addresses hide, and those kept
/// for documents, are not.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    const NOT_PUBLIC: [(Ipv6Addr, u32); 4] = [
        // Teredo and others of the IETF.
        (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
        (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
        // 6to4 holds any IPv4 address.
        (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
        (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    ];
    let is_global = ip.to_bits() >> 125 == 1;
    let is_in =
        |(block, bits): &(Ipv6Addr, u32)| (ip.to_bits() ^ block.to_bits()) >> (128 - bits) == 0;
    is_global && !NOT_PUBLIC.iter().any(is_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: an address, whether a request may go there.
    #[test]
    fn only_the_public_internet_is_asked() {
        for (address, expected) in [
            ("93.184.216.34", true),
            ("23.227.38.74", true),
            ("100.63.255.255", true),
            ("100.128.0.1", true),
            ("172.15.0.1", true),
            ("172.32.0.1", true),
            ("2606:4700::1111", true),
            ("2a00:1450:4001:80b::200e", true),
            // This machine and its networks.
            ("0.0.0.0", false),
            ("127.0.0.1", false),
            ("127.255.1.1", false),
            ("10.0.0.7", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.168.1.1", false),
            ("::", false),
            ("::1", false),
            ("fc00::1", false),
            ("fd12:3456::1", false),
            // Link-local, and the metadata services of clouds.
            ("169.254.169.254", false),
            ("169.254.170.2", false),
            ("168.63.129.16", false),
            ("100.100.100.200", false),
            ("192.0.0.192", false),
            ("fd00:ec2::254", false),
            ("fe80::1", false),
            // Carrier-grade NAT, multicast, broadcast, reserved.
            ("100.64.0.1", false),
            ("100.127.255.255", false),
            ("224.0.0.1", false),
            ("239.255.255.250", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("ff02::1", false),
            // IPv4 in the clothes of IPv6: mapped, compatible, NAT64, 6to4, Teredo.
            ("::ffff:127.0.0.1", false),
            ("::ffff:93.184.216.34", false),
            ("::127.0.0.1", false),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b:1::a00:1", false),
            ("2002:7f00:1::", false),
            ("2001:0:7f00:1::", false),
            // Documents and measurements.
            ("192.0.2.1", false),
            ("198.18.0.1", false),
            ("198.51.100.1", false),
            ("203.0.113.1", false),
            ("2001:db8::1", false),
            ("3fff::1", false),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), expected, "{address}");
        }
    }
}
