"""What somebody would try who means harm: hostile input, forged posts, side doors, races, failing disks."""
