# A tenant's bucket, and the one role that reaches it and nothing else.

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
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
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

  rule {
    id     = "old-versions-and-lost-uploads"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 90
    }

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
    Statement = [
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
    ]
  })
}
