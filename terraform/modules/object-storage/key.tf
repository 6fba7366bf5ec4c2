# The tenant's own key. What it encrypted can be read by nobody once the key is deleted, backups included: so only the
# undo of a tenant that was never active, and a purge, may take it away.

resource "aws_kms_key" "tenant" {
  count                   = var.own_key ? 1 : 0
  description             = "Encrypts what tenant ${var.tenant} keeps."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = var.tags
}

resource "aws_kms_alias" "tenant" {
  count         = var.own_key ? 1 : 0
  name          = "alias/landlord/${var.tenant}"
  target_key_id = aws_kms_key.tenant[0].key_id
}
