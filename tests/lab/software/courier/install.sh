# In the root, once.
apt-get install -y courier-mta
