//! What stands in front of mail servers. The name of the MX host tells cloud services apart most surely.

use smtp::session::Phase::{Mail, Message, Quit, Rcpt, Rset};

use super::{Clue, clues};

pub(super) const CLUES: &[Clue] = clues! {
    CiscoSecureEmail {
        NAMED Host("*.iphmx.com");
        NAMED Banner("220 %.iphmx.com ESMTP*");
        FAINT Banner("220 % ESMTP");
        WEAK Order("8BITMIME SIZE STARTTLS?");
        FAIR SaysExactly(Mail, "250 sender <%> ok");
        FAIR SaysExactly(Rcpt, "250 recipient <%> ok");
        STRONG Says(Rcpt, "550 #5.1.0 Address rejected*");
        STRONG SaysAnywhere("500 #5.5.1 command not recognized");
        STRONG Says(Rcpt, "452 #4.5.3 *");
        FAIR Banner("% *Your access to this mail system has been rejected due to the sending MTA's poor reputation*");
        FAIR SaysExactly(Rset, "250 reset");
        WEAK SaysExactly(Quit, "221 %");
    }
    CiscoAsa {
        NAMED MaskedBanner;
        STRONG Keyword("XXXXXXXA");
        STRONG Keyword("XXXA");
    }
    Proofpoint {
        NAMED Host("*.pphosted.com");
        NAMED Host("*.ppops.net");
        NAMED Banner("220 %.pphosted.com ESMTP*");
        NAMED SaysAnywhere("*ipcheck.proofpoint.com*");
    }
    ProofpointEssentials {
        NAMED Host("*.ppe-hosted.com");
        NAMED Banner("220 *ppe-hosted.com*");
        STRONG Says(Rcpt, "% *Recipient address rejected: User email address is marked as invalid.*");
    }
    Mimecast {
        NAMED Host("*.mimecast.com");
        NAMED Host("*.mimecast.co.za");
        NAMED Host("*.mimecast-offshore.com");
        NAMED Banner("220 %.mimecast.com ESMTP*");
        NAMED SaysAnywhere("*mimecast.com/docs/DOC-1369*");
        NAMED SaysAnywhere("*mimecast.com/knowledgebase/*");
        FAIR Says(Mail, "250 Sender OK [%.%]");
        FAIR Says(Rcpt, "250 Recipient OK [%.%]");
    }
    Barracuda {
        NAMED Host("*.barracudanetworks.com");
        NAMED Banner("220 %.barracudanetworks.com ESMTP*");
        NAMED Says(Rcpt, "% cuda_nsu *");
        STRONG Says(Rcpt, "550 No such user (*)");
        STRONG Says(Message, "550 permanent failure for one or more recipients (*");
        FAIR Banner("220 % ESMTP (%)");
    }
    Hornetsecurity {
        NAMED Host("*.hornetsecurity.com");
        NAMED Host("*.antispameurope.com");
        NAMED Host("*.hornetdmarc.com");
        NAMED Banner("220 %.hornetsecurity.com *");
        NAMED Banner("220 %.antispameurope.com *");
    }
    Symantec {
        NAMED Host("*.messagelabs.com");
        NAMED Banner("220 %.messagelabs.com ESMTP*");
        NAMED Banner("220 *Symantec Messaging Gateway*");
        STRONG SaysAnywhere("*messagelabs.com/support*");
    }
    Forcepoint {
        NAMED Host("*.mailcontrol.com");
        NAMED Banner("220 %.mailcontrol.com *");
    }
    SpamExperts {
        NAMED Host("*.antispamcloud.com");
        NAMED Host("*.spamexperts.com");
        NAMED Host("*.spamexperts.eu");
        NAMED Host("*.spamexperts.net");
    }
    Sophos {
        NAMED Host("*.hydra.sophos.com");
        NAMED Host("*.reflexion.net");
    }
    TrendMicro {
        NAMED Host("*.tmes.trendmicro.com");
        NAMED Host("*.tmes.trendmicro.eu");
        STRONG Says(Rcpt, "554 5.7.1 <*>: Recipient address rejected: Invalid-Recipient.*");
        STRONG Says(Rcpt, "550 5.7.1 <*>: Recipient address rejected: ERS-*");
    }
    FortiMail {
        NAMED Host("*.fortimailcloud.com");
        NAMED Host("*.fortimail.com");
        STRONG Banner("220 % ESMTP Smtpd; *");
        NAMED Banner("220 *FortiMail*");
    }
    ProxmoxMailGateway {
        NAMED Banner("220 *ESMTP Proxmox*");
    }
    Amavis {
        NAMED Banner("220 *ESMTP amavis*service ready*");
    }
    Cloudflare {
        NAMED Host("*.mx.cloudflare.net");
        NAMED Banner("220 mx.cloudflare.net *");
    }
};
