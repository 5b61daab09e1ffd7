//! Products and services that keep mailboxes, from their documentation and from replies that they publish or that
//! lists of bounces hold.

use smtp::session::Phase::{Mail, Quit, Rcpt, Rset, StartTls, Vrfy};

use super::{Clue, clues};

pub(super) const CLUES: &[Clue] = clues! {
    Exchange {
        NAMED Banner("220 *Microsoft ESMTP MAIL Service*");
        NAMED Keyword("X-ANONYMOUSTLS");
        NAMED Keyword("X-EXPS");
        NAMED Keyword("XRDST");
        NAMED Keyword("XEXCH50");
        NAMED Keyword("XSHADOWREQUEST");
        FAIR Order("SIZE PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS? X-ANONYMOUSTLS? AUTH? X-EXPS? 8BITMIME BINARYMIME CHUNKING XEXCH50? XRDST? XSHADOW? XSHADOWREQUEST? SMTPUTF8?");
        FAIR SaysExactly(Mail, "250 2.1.0 Sender OK");
        FAIR SaysExactly(Rcpt, "250 2.1.5 Recipient OK");
        NAMED Says(Rcpt, "% *RESOLVER.ADR.*");
        FAIR Says(Rcpt, "550 5.7.1 Unable to relay*");
        STRONG Says(Rcpt, "550 5.7.54 SMTP; *");
        STRONG Says(Mail, "530 5.7.57 *Client * not authenticated*");
        FAIR Says(Rset, "250 2.0.0 Resetting");
        FAIR Says(Quit, "221 2.0.0 Service closing transmission channel");
        FAIR Says(StartTls, "220 2.0.0 SMTP server ready");
        WEAK Says(Vrfy, "252 2.1.5 Cannot VRFY user");
    }
    ExchangeOnline {
        NAMED Host("*.protection.outlook.com");
        NAMED Host("*.mx.microsoft");
        NAMED Banner("220 %.protection.outlook.com Microsoft ESMTP MAIL Service*");
        NAMED SaysAnywhere("*[%.prod.protection.outlook.com*");
        NAMED SaysAnywhere("*[%.prod.outlook.com*");
        STRONG Says(Rcpt, "550 5.4.1 Recipient address rejected: Access denied*");
        NAMED Says(Rcpt, "550 5.7.64 TenantAttribution; *");
        STRONG Says(Rcpt, "550 5.5.0 Requested action not taken: mailbox unavailable*(S201*");
    }
    GoogleWorkspace {
        NAMED Host("*.l.google.com");
        NAMED Host("smtp.google.com");
        NAMED Host("*.googlemail.com");
        NAMED Banner("220 mx.google.com ESMTP *");
        NAMED SaysAnywhere("* - gsmtp");
        WEAK Order("SIZE 8BITMIME STARTTLS? ENHANCEDSTATUSCODES PIPELINING CHUNKING SMTPUTF8");
    }
    Yahoo {
        NAMED Host("*.yahoodns.net");
        NAMED Banner("220 %.yahoo.com ESMTP ready");
        WEAK Says(Mail, "250 sender <*> ok");
        WEAK Says(Rcpt, "250 recipient <*> ok");
    }
    MailEnable {
        NAMED Banner("220 *MailEnable Service*");
        FAIR Says(Rcpt, "503 This mail server requires authentication when attempting to send to a non-local e-mail address*");
        WEAK Says(Rcpt, "250 Requested mail action okay, completed");
    }
    Zimbra {
        NAMED Banner("220 *ESMTP*Zimbra*");
    }
    Mailcow {
        NAMED Banner("220 *ESMTP*Postcow*");
    }
    Mailu {
        STRONG Order("PIPELINING SIZE ETRN ENHANCEDSTATUSCODES 8BITMIME DSN STARTTLS");
        FAIR Banner("220 % ESMTP ready");
    }
    IceWarp {
        NAMED Banner("220 *ESMTP IceWarp*");
        NAMED Banner("220 *ESMTP Merak*");
    }
    MDaemon {
        NAMED Banner("220 *ESMTP MDaemon*");
    }
    Kerio {
        NAMED Banner("220 *Kerio Connect*");
        NAMED Banner("220 *Kerio MailServer*");
    }
    Axigen {
        NAMED Banner("220 *Axigen*");
    }
    CommuniGate {
        NAMED Banner("220 *CommuniGate Pro*");
        FAIR Says(Rcpt, "550 % unknown user account");
    }
    Domino {
        NAMED Banner("220 *Domino Release *");
    }
    GroupWise {
        NAMED Banner("220 *GroupWise Internet Agent*");
    }
    James {
        NAMED Banner("220 *JAMES SMTP Server*");
        NAMED Banner("220 *Apache JAMES*");
        FAIR Says(Rcpt, "5% *Requested action not taken: no such user here*");
    }
};
