# In the root, once.
# It needs Net::IP, which its package forgets.
apt-get install -y qpsmtpd libnet-ip-perl
