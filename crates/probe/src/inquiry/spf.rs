//! Whether our envelope sender's domain permits our address (RFC 7208).

use std::net::IpAddr;

use async_trait::async_trait;
use dns::Lookups;
use mailrs_spf::{SpfError, SpfResolver, SpfResult, VerifyInput, verify};
use transcript::event::{Answer, Question, Record, RecordType, Spf};

use crate::Identity;

/// Checks the sender of an identity from an address.
pub(super) async fn check(lookups: &Lookups<'_>, address: IpAddr, identity: &Identity) -> Spf {
    let input = VerifyInput {
        ip: address,
        helo: identity.name.as_ref().map(ToString::to_string).unwrap_or_default(),
        mail_from: identity.sender.to_string(),
    };
    match verify(&Answers(lookups), &input).await {
        SpfResult::None => Spf::None,
        SpfResult::Pass => Spf::Pass,
        SpfResult::Fail => Spf::Fail,
        SpfResult::SoftFail => Spf::SoftFail,
        SpfResult::Neutral => Spf::Neutral,
        SpfResult::PermError => Spf::PermError,
        SpfResult::TempError => Spf::TempError,
    }
}

struct Answers<'a>(&'a Lookups<'a>);

impl Answers<'_> {
    async fn records(&self, name: &str, record: RecordType) -> Result<Vec<Record>, SpfError> {
        let name = name.trim_end_matches('.').to_owned();
        match self.0.ask(Question { name, record }).await.map(|looked| looked.response.answer) {
            Some(Answer::Records(records)) => Ok(records),
            Some(Answer::NoData | Answer::NoSuchName) => Ok(Vec::new()),
            _ => Err(SpfError::DnsTempError("no answer".to_owned())),
        }
    }

    async fn addresses(&self, name: &str, record: RecordType) -> Result<Vec<IpAddr>, SpfError> {
        let addresses = self.records(name, record).await?.into_iter().filter_map(|record| match record {
            Record::Address(address) => Some(address),
            _ => None,
        });
        Ok(addresses.collect())
    }
}

#[async_trait]
impl SpfResolver for Answers<'_> {
    async fn lookup_txt(&self, domain: &str) -> Result<Vec<String>, SpfError> {
        let texts =
            self.records(domain, RecordType::Txt).await?.into_iter().filter_map(|record| match record {
                Record::Txt(text) => Some(String::from_utf8_lossy(text.as_bytes()).into_owned()),
                _ => None,
            });
        Ok(texts.collect())
    }

    async fn lookup_a(&self, domain: &str) -> Result<Vec<IpAddr>, SpfError> {
        self.addresses(domain, RecordType::A).await
    }

    async fn lookup_aaaa(&self, domain: &str) -> Result<Vec<IpAddr>, SpfError> {
        self.addresses(domain, RecordType::Aaaa).await
    }

    async fn lookup_mx(&self, domain: &str) -> Result<Vec<(u16, String)>, SpfError> {
        let hosts =
            self.records(domain, RecordType::Mx).await?.into_iter().filter_map(|record| match record {
                Record::Mx { preference, exchange } => Some((preference, exchange)),
                _ => None,
            });
        Ok(hosts.collect())
    }
}
