//! Servers whose source is open, from that source: Postfix 3.11, Exim 4.99, Sendmail 8.17, OpenSMTPD 7.8,
//! notqmail 1.09, qpsmtpd 0.96, Courier 1.6, Haraka 3.1, hMailServer 5.7, Stalwart 0.16, mox 0.0.15,
//! chasquid 1.17, go-smtp 0.24, smtp-server 3.18, aiosmtpd 1.4, OpenBSD spamd 7.

use smtp::session::Phase::{Helo, Mail, Message, Quit, Rcpt, Rset, StartTls, Vrfy};

use super::{Clue, clues};

pub(super) const CLUES: &[Clue] = clues! {
    Postfix {
        NAMED Banner("220 *ESMTP*Postfix*");
        FAIR Order("PIPELINING SIZE? VRFY? ETRN? STARTTLS? AUTH? XVERP? XCLIENT? XFORWARD? ENHANCEDSTATUSCODES 8BITMIME DSN? SMTPUTF8? CHUNKING? REQUIRETLS?");
        FAIR Order("SIZE VRFY? ETRN STARTTLS? AUTH? ENHANCEDSTATUSCODES 8BITMIME DSN? SMTPUTF8?");
        STRONG Says(Rcpt, "% *Recipient address rejected: * unknown in * table");
        FAIR Says(Rcpt, "% *Service unavailable; client [*] blocked using *");
        FAIR Says(Rcpt, "% *<*>: Recipient address rejected: *");
        FAIR Says(Rcpt, "% *<*>: Relay access denied");
        FAIR Says(Rcpt, "% *<*>: Sender address rejected: *");
        FAIR Says(Rcpt, "% *<*>: Helo command rejected: *");
        FAIR Says(Rcpt, "% *Client host rejected: *");
        FAIR Says(Rcpt, "% *Service unavailable; Client host [*] blocked using *");
        FAINT SaysExactly(Mail, "250 2.1.0 Ok");
        FAINT SaysExactly(Rcpt, "250 2.1.5 Ok");
        FAINT SaysExactly(Rset, "250 2.0.0 Ok");
        FAINT SaysExactly(Quit, "221 2.0.0 Bye");
        STRONG Says(Message, "250 2.0.0 Ok: queued as %");
    }
    Exim {
        NAMED Banner("220 % ESMTP Exim *");
        NAMED Keyword("PIPECONNECT");
        NAMED Keyword("PIPE_CONNECT");
        NAMED Keyword("X_PIPE_CONNECT");
        FAIR Order("SIZE LIMITS? 8BITMIME DSN? ATRN? ETRN? VRFY? EXPN? PIPELINING PIPECONNECT? PIPE_CONNECT? X_PIPE_CONNECT? AUTH? CHUNKING? STARTTLS? XCLIENT? PRDR? SMTPUTF8? WELLKNOWN? HELP");
        FAIR SaysExactly(Rcpt, "250 Accepted");
        NAMED Says(Rcpt, "% *Unrouteable address*");
        STRONG Says(Rcpt, "% Callout verification failed:");
        FAIR Says(Rcpt, "% *Verification failed for <*");
        FAIR Says(Rcpt, "550 *Sender verify failed");
        FAIR SaysExactly(Rcpt, "550 Administrative prohibition");
        FAIR SaysExactly(Vrfy, "252 Administrative prohibition");
        FAIR Says(Rcpt, "550 relay not permitted*");
        FAIR Says(Rcpt, "550 *No Such User Here*");
        FAIR Says(Rcpt, "550 Restricted characters in address");
        FAIR Says(Rcpt, "550 Rejected for too many bad recipients");
        FAIR SaysExactly(Rset, "250 Reset OK");
        FAIR SaysExactly(Quit, "221 % closing connection");
        FAIR Says(Message, "250 OK id=%");
    }
    Sendmail {
        NAMED Banner("220 *ESMTP Sendmail*");
        FAIR Order("ENHANCEDSTATUSCODES PIPELINING? EXPN? VERB? 8BITMIME SIZE? DSN? ETRN? AUTH? STARTTLS? SMTPUTF8? DELIVERBY? HELP");
        STRONG Says(Mail, "250 2.1.0 *... Sender ok");
        STRONG Says(Rcpt, "250 2.1.5 *... Recipient ok*");
        STRONG Says(Rcpt, "550 5.1.1 *... User unknown");
        STRONG Says(Rcpt, "550 5.7.1 *... Relaying denied*");
        FAINT Says(Rset, "250 2.0.0 Reset state");
        FAIR Says(Quit, "221 2.0.0 % closing connection");
        FAIR Says(Vrfy, "252 2.5.2 Cannot VRFY user; try RCPT to attempt delivery (or try finger)");
        STRONG Banner("% % ESMTP not accepting messages");
        STRONG Says(Message, "250 2.0.0 % Message accepted for delivery");
    }
    OpenSmtpd {
        NAMED Banner("220 % ESMTP OpenSMTPD*");
        FAIR Order("8BITMIME ENHANCEDSTATUSCODES SIZE DSN? STARTTLS? AUTH? HELP");
        NAMED Says(Rcpt, "250 2.1.5 Destination address valid: Recipient ok");
        STRONG Says(Rcpt, "550 Invalid recipient: <*");
        STRONG Says(Rcpt, "% *Mailing list expansion problem: <*");
        STRONG Says(Vrfy, "500 5.5.1 Invalid command: Command unrecognized");
        STRONG Says(Mail, "530 5.5.1 Invalid command: Must issue * command first");
        FAINT SaysExactly(Mail, "250 2.0.0 Ok");
        FAINT Says(Rset, "250 2.0.0 Reset state");
        FAINT SaysExactly(Quit, "221 2.0.0 Bye");
    }
    Qmail {
        FAINT Banner("220 % ESMTP");
        WEAK Order("PIPELINING 8BITMIME");
        WEAK Order("STARTTLS PIPELINING 8BITMIME SIZE? AUTH?");
        WEAK SaysExactly(Mail, "250 ok");
        WEAK SaysExactly(Rcpt, "250 ok");
        STRONG SaysExactly(Rset, "250 flushed");
        WEAK SaysExactly(Quit, "221 %");
        NAMED Says(Vrfy, "252 send some mail, i'll try my best");
        STRONG Says(Rcpt, "553 sorry, that domain isn't in my list of allowed rcpthosts*");
        STRONG Says(Rcpt, "5% *sorry, no mailbox here by that name*");
        STRONG Says(Rcpt, "5% *validrcptto*");
        NAMED Says(Rcpt, "5% *- chkuser)");
        STRONG Says(Mail, "553 sorry, your envelope sender is in my badmailfrom list*");
        STRONG Says(Message, "250 ok % qp %");
    }
    Qpsmtpd {
        NAMED Banner("220 % ESMTP qpsmtpd *");
        NAMED Says(Mail, "250 <*>, sender OK - how exciting to get mail from you*");
        STRONG Says(Rcpt, "250 <*>, recipient ok");
        NAMED Says(Quit, "221 % closing connection. Have a wonderful day.");
        STRONG Says(Vrfy, "252 Just try sending a mail and we'll see how it turns out *");
        NAMED Says(Helo, "250 % Hi * I am so happy to meet you.");
    }
    Courier {
        NAMED Banner("220 *ESMTP Courier*");
        NAMED Keyword("XEXDATA");
        NAMED Keyword("XSECURITY");
        NAMED Keyword("XCOURIEREXTENSIONS");
        WEAK SaysExactly(Mail, "250 Ok.");
        WEAK SaysExactly(Rcpt, "250 Ok.");
        FAINT SaysExactly(Quit, "221 Bye.");
        STRONG Says(Rcpt, "513 Relaying denied*");
        FAIR Says(Rcpt, "550 User <*> unknown");
        FAIR SaysExactly(Rcpt, "550 User unknown.");
        STRONG Says(Rcpt, "%56 Address *unavailable.");
        STRONG SaysExactly(Vrfy, "252 VRFY disabled");
        FAIR Says(Mail, "%17 *");
        STRONG Says(StartTls, "%40 TLS not available*");
    }
    Haraka {
        NAMED Banner("220 % ESMTP Haraka*");
        WEAK Order("PIPELINING 8BITMIME SMTPUTF8? SIZE STARTTLS? AUTH?");
        STRONG Says(Mail, "250 sender <*> OK");
        STRONG Says(Rcpt, "250 recipient <*> OK");
        NAMED Says(Rcpt, "550 I cannot deliver mail for <*");
        NAMED Says(Quit, "221 *Have a jolly good day*");
        NAMED SaysAnywhere("250 *Haraka is at your service*");
        STRONG Says(Vrfy, "252 Just try sending a mail and we'll see how it turns out...");
    }
    HMailServer {
        NAMED Banner("220 *hMailServer*");
        FAINT Banner("220 % ESMTP");
        WEAK Order("SIZE STARTTLS? AUTH? ETRN? HELP");
        STRONG Says(Vrfy, "502 VRFY disallowed.");
        STRONG SaysExactly(Quit, "221 goodbye");
        STRONG Says(Rcpt, "550 Delivery is not allowed to this address.");
        FAIR Says(Rcpt, "530 SMTP authentication is required.");
        WEAK SaysExactly(Rcpt, "550 Unknown user");
        WEAK SaysExactly(Helo, "250 Hello.");
    }
    Stalwart {
        NAMED Banner("220 *Stalwart*");
        STRONG Says(Rcpt, "550 5.1.2 Mailbox does not exist.");
        FAIR Says(Rcpt, "550 5.1.2 Relay not allowed.");
        STRONG Says(Vrfy, "252 2.5.1 VRFY is disabled.");
        FAINT SaysExactly(Mail, "250 2.1.0 OK");
        FAINT SaysExactly(Rcpt, "250 2.1.5 OK");
        WEAK SaysExactly(Quit, "221 2.0.0 Bye.");
    }
    Mox {
        NAMED Banner("220 % ESMTP mox");
        NAMED Says(Mail, "250 2.1.0 looking good");
        NAMED Says(Rcpt, "250 2.1.0 now on the list");
        STRONG Says(Rset, "250 2.0.0 all clear");
        STRONG Says(Rcpt, "550 5.1.1 not accepting email for domain*");
        FAIR Says(Rcpt, "550 5.1.1 no such user*");
        WEAK Order("PIPELINING SIZE STARTTLS? REQUIRETLS? AUTH? FUTURERELEASE? ENHANCEDSTATUSCODES 8BITMIME LIMITS SMTPUTF8");
    }
    Chasquid {
        NAMED Banner("220 % ESMTP chasquid");
        NAMED Says(Mail, "250 2.1.5 You feel like you are being watched");
        NAMED Says(Rcpt, "250 2.1.5 You have an eerie feeling...");
        STRONG Says(Vrfy, "502 5.5.1 You have a strange feeling for a moment, then it passes.");
        STRONG Says(Rcpt, "550 5.1.1 Destination address is unknown (user does not exist)");
    }
    GoSmtp {
        NAMED Says(Mail, "250 2.0.0 Roger, accepting mail from <*");
        NAMED Says(Rcpt, "250 2.0.0 I'll make sure <*> gets this");
        WEAK Banner("220 % ESMTP Service Ready");
        STRONG Says(Vrfy, "252 2.5.0 Cannot VRFY user, but will accept message");
        FAIR Says(Rset, "250 2.0.0 Session reset");
    }
    SmtpServer {
        STRONG SaysExactly(Mail, "250 Accepted");
        STRONG SaysExactly(Mail, "250 2.1.0 Accepted");
        STRONG SaysExactly(Rcpt, "250 2.1.5 Accepted");
        STRONG SaysExactly(Rset, "250 Flushed");
        STRONG SaysExactly(Rset, "250 2.0.0 Flushed");
        NAMED Says(Vrfy, "252 *Try to send something. No promises though");
        NAMED SaysAnywhere("250 % Nice to meet you, *");
        WEAK Order("PIPELINING 8BITMIME SMTPUTF8? ENHANCEDSTATUSCODES? DSN? AUTH? STARTTLS? REQUIRETLS? SIZE? XCLIENT? XFORWARD?");
    }
    Aiosmtpd {
        NAMED Banner("220 % Python SMTP *");
        NAMED Banner("220 % aiosmtpd*");
        WEAK Order("SIZE? 8BITMIME? SMTPUTF8? STARTTLS? AUTH? HELP");
        FAIR Says(Vrfy, "252 Cannot VRFY user, but will accept message and attempt delivery");
    }
    Spamd {
        NAMED Banner("220 % ESMTP spamd *");
        NAMED SaysAnywhere("250 Hello, spam sender. Pleased to be wasting your time.");
        NAMED Says(Mail, "250 You are about to try to deliver spam. Your time will be spent, for nothing.");
        NAMED Says(Rcpt, "250 This is hurting you more than it is hurting me.");
    }
};
