# In the root, once.
apt-get install -y exim4-daemon-light
