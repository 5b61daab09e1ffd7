# In the root, once.
apt-get install -y exim4-daemon-light openssl
# Without a certificate Exim makes one each time it starts, and nobody is greeted before it is done.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=mail.exim.test \
    -keyout /etc/exim4/lab.key -out /etc/exim4/lab.crt
chown Debian-exim /etc/exim4/lab.key
