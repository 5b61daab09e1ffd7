# In the root, once.
apt-get install -y postfix postgrey
# The queue folders, which Postfix makes when it first starts, and our servers are spared that check.
printf 'compatibility_level = 3.6\nmyhostname = mx.lab.test\ninet_interfaces = 127.0.0.1\n' > /etc/postfix/main.cf
postfix check
