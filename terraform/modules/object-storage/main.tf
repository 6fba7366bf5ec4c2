# A tenant's bucket, the key it is encrypted with, and the one role that reaches them and nothing else.

resource "aws_s3_bucket" "tenant" {
  bucket = var.bucket
  tags   = var.tags
}

resource "aws_s3_bucket_public_access_block" "tenant" {
  bucket                  = aws_s3_bucket.tenant.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "tenant" {
  bucket = aws_s3_bucket.tenant.id

  rule {
    # Asks KMS once in a while instead of for every object.
    bucket_key_enabled = var.own_key

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.own_key ? "aws:kms" : "AES256"
      kms_master_key_id = one(aws_kms_key.tenant[*].arn)
    }
  }
}

resource "aws_s3_bucket_versioning" "tenant" {
  bucket = aws_s3_bucket.tenant.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "tenant" {
  count  = var.tls_only ? 1 : 0
  bucket = aws_s3_bucket.tenant.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyOverTLS"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.tenant.arn, "${aws_s3_bucket.tenant.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  # Both write the bucket's policy status; one after the other, or S3 answers 409.
  depends_on = [aws_s3_bucket_public_access_block.tenant]
}

resource "aws_s3_bucket_lifecycle_configuration" "tenant" {
  count  = var.lifecycle_rules ? 1 : 0
  bucket = aws_s3_bucket.tenant.id

  # Current objects never expire by age: when a record's time is over is the tenant's to know. What it replaced or
  # deleted is kept for as long as its data has to be, then goes for good; under legal hold nothing goes.
  rule {
    id     = "replaced-and-deleted"
    status = var.legal_hold ? "Disabled" : "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.retention_days
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  rule {
    id     = "lost-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.tenant]
}

data "aws_caller_identity" "current" {}

# Of an assumed role, the role itself: session names change with every run.
data "aws_iam_session_context" "current" {
  arn = data.aws_caller_identity.current.arn
}

locals {
  trusted = length(var.trusted_principals) > 0 ? var.trusted_principals : [data.aws_iam_session_context.current.issuer_arn]
}

resource "aws_iam_role" "tenant" {
  name        = "landlord-tenant-${var.tenant}"
  description = "Reaches the objects of tenant ${var.tenant} and nothing else."
  tags        = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = local.trusted }
    }]
  })
}

resource "aws_iam_role_policy" "tenant" {
  name = "own-bucket"
  role = aws_iam_role.tenant.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Effect   = "Allow"
        Action   = ["s3:ListBucket", "s3:GetBucketLocation"]
        Resource = aws_s3_bucket.tenant.arn
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
        Resource = "${aws_s3_bucket.tenant.arn}/*"
      },
      {
        # What the platform keeps here is the tenant's configuration: it may read its limits, not raise them.
        Effect   = "Deny"
        Action   = ["s3:PutObject", "s3:DeleteObject"]
        Resource = "${aws_s3_bucket.tenant.arn}/platform.*"
      },
      ], [
      for key in aws_kms_key.tenant : {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = key.arn
      }
    ])
  })
}
