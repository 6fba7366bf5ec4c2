# A PostgreSQL of a tenant's own (`database: silo`): a machine that it shares with nobody, encrypted with its own key. What
# is inside is made by the modules database and vector, as everywhere.

variable "tenant" {
  description = "Tenant id."
  type        = string
}

variable "name" {
  description = "Identifier of the instance: 40 lower-case letters, digits and single hyphens at most."
  type        = string
}

variable "instance" {
  description = "What the estate's settings give a tenant of its tier in its region."
  type = object({
    class          = string
    standby        = bool
    backupDays     = number
    storageGiB     = number
    maxStorageGiB  = number
    version        = string
    subnetGroup    = string
    securityGroups = list(string)
  })

  validation {
    condition     = var.instance.backupDays >= 1 && var.instance.backupDays <= 35
    error_message = "Backups are kept for 1 to 35 days."
  }

  validation {
    condition     = length(var.instance.securityGroups) > 0
    error_message = "An instance without a security group would take the network's default one."
  }
}

variable "key" {
  description = "ARN of the tenant's own key; null = the key that RDS has in the account."
  type        = string
}

variable "ending" {
  description = "guarded: not to be deleted, and a last snapshot if it is all the same; gone: Landlord undoes a tenant that was never active, or purges one that was exported."
  type        = string
  default     = "guarded"

  validation {
    condition     = contains(["guarded", "gone"], var.ending)
    error_message = "An instance is guarded, or to be gone."
  }
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
}

variable "own_parameters" {
  description = "A parameter group of its own, which refuses connections without TLS. No emulator lists those by tag, as the check of cost tags wants it."
  type        = bool
  default     = true
}

resource "aws_db_parameter_group" "tenant" {
  count       = var.own_parameters ? 1 : 0
  name        = var.name
  description = "Of tenant ${var.tenant}: no connection without TLS."
  family      = "postgres${split(".", var.instance.version)[0]}"
  tags        = var.tags

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "tenant" {
  identifier = var.name
  tags       = var.tags

  engine               = "postgres"
  engine_version       = var.instance.version
  instance_class       = var.instance.class
  multi_az             = var.instance.standby
  parameter_group_name = one(aws_db_parameter_group.tenant[*].name)

  db_name  = "tenant"
  username = "landlord"
  # RDS mints the password, keeps it in Secrets Manager and changes it: it is in no state.
  manage_master_user_password = true

  storage_type          = "gp3"
  allocated_storage     = var.instance.storageGiB
  max_allocated_storage = var.instance.maxStorageGiB
  storage_encrypted     = true
  kms_key_id            = var.key

  db_subnet_group_name   = var.instance.subnetGroup
  vpc_security_group_ids = var.instance.securityGroups
  publicly_accessible    = false

  backup_retention_period    = var.instance.backupDays
  copy_tags_to_snapshot      = true
  auto_minor_version_upgrade = true
  apply_immediately          = true

  deletion_protection       = var.ending == "guarded"
  skip_final_snapshot       = var.ending == "gone"
  final_snapshot_identifier = "${var.name}-final"
  delete_automated_backups  = var.ending == "gone"
}

output "connection" {
  description = "Where it is and what opens it: no secret, but the name of one."
  value = {
    address = "${aws_db_instance.tenant.address}:${aws_db_instance.tenant.port}/${aws_db_instance.tenant.db_name}"
    secret  = one(aws_db_instance.tenant.master_user_secret[*].secret_arn)
  }
}

output "made" {
  description = "What was asked for, for tests without a cloud."
  value = {
    tags      = { instance = aws_db_instance.tenant.tags, parameters = one(aws_db_parameter_group.tenant[*].tags) }
    class     = aws_db_instance.tenant.instance_class
    encrypted = aws_db_instance.tenant.storage_encrypted
    public    = aws_db_instance.tenant.publicly_accessible
    storage   = [aws_db_instance.tenant.allocated_storage, aws_db_instance.tenant.max_allocated_storage]
    backups   = aws_db_instance.tenant.backup_retention_period
    standby   = aws_db_instance.tenant.multi_az
    ssl       = flatten([for group in aws_db_parameter_group.tenant : [for parameter in group.parameter : parameter.value if parameter.name == "rds.force_ssl"]])
    guarded   = aws_db_instance.tenant.deletion_protection
    snapshot  = !aws_db_instance.tenant.skip_final_snapshot
    password  = aws_db_instance.tenant.manage_master_user_password
  }
}
