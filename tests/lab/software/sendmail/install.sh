# In the root, once.
apt-get install -y sendmail-bin sensible-mda
sed -i "s/^MAILER_DEFINITIONS/FEATURE(\`virtusertable')dnl\\nFEATURE(\`mailertable')dnl\\n&/" /etc/mail/sendmail.mc
# The certificate and all else that is made where it is missing, which our servers are spared.
mkdir -p /etc/cron.d
make -C /etc/mail
