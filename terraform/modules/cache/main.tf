# A tenant's user in the platform's Redis, bound to the keys and channels under its own prefix. No provider: `landlord
# cache` speaks to Redis. Undo first, for the reason told in ../database/main.tf.
#
# There is no ElastiCache variant: ElastiCache takes users through its own API only, as members of a user group, which no
# emulator has; one that was never applied would only pretend.

variable "tenant" {
  description = "Tenant id."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.tenant))
    error_message = "A tenant id is 3 to 40 lower-case letters, digits and hyphens."
  }
}

variable "rules" {
  description = "A word for what the user may do; another word applies the rules again to a user that is there."
  type        = string
  default     = "1"
}

resource "terraform_data" "undo" {
  input            = { tenant = var.tenant }
  triggers_replace = [var.tenant]

  provisioner "local-exec" {
    when        = destroy
    command     = "landlord cache down \"$TENANT\""
    environment = { TENANT = self.input.tenant }
  }
}

resource "terraform_data" "made" {
  triggers_replace = [terraform_data.undo.id, var.rules]

  provisioner "local-exec" {
    command     = "landlord cache up \"$TENANT\""
    environment = { TENANT = terraform_data.undo.output.tenant }
  }
}
