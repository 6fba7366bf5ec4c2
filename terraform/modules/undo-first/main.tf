# Something that no provider makes and `landlord` does: a schema, a namespace of vectors, a user in a cache.
#
# Two resources, undo first. When a create provisioner fails, Terraform taints its resource and never runs that resource's
# destroy provisioner, so one resource with both would leak half-made objects. Here the one that can undo exists before
# anything is made, and goes after all else is gone.

variable "up" {
  description = "Shell command that makes it, or mends it: as often as one likes. It names `environment` in quotes, never values."
  type        = string
}

variable "down" {
  description = "Shell command that removes it; nothing to remove is fine."
  type        = string
}

variable "environment" {
  description = "What both commands are given. It lies in the state as plain text: no secret here, connections come from the environment of Terraform."
  type        = map(string)
}

variable "place" {
  description = "Where it is, as a list of words. Another place: the old one is undone, the new one made."
  # A list and a tuple of the same words are not the same: what an earlier version of a module made must not look moved.
  type = any
}

variable "steps" {
  description = "A word for what `up` does; another word applies it again to what is there."
  type        = string
}

resource "terraform_data" "undo" {
  # A destroy provisioner sees nothing but this.
  input            = { down = var.down, environment = var.environment }
  triggers_replace = var.place

  provisioner "local-exec" {
    when        = destroy
    command     = self.input.down
    environment = self.input.environment
  }
}

resource "terraform_data" "made" {
  triggers_replace = [terraform_data.undo.id, var.steps]

  provisioner "local-exec" {
    command     = var.up
    environment = var.environment
  }
}

output "environment" {
  description = "What the commands are given."
  value       = terraform_data.undo.input.environment
}
