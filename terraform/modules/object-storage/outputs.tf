output "bucket" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.tenant.bucket
}

output "role" {
  description = "ARN of the tenant's role."
  value       = aws_iam_role.tenant.arn
}

output "tags" {
  description = "What the taggable resources carry."
  value       = { bucket = aws_s3_bucket.tenant.tags, role = aws_iam_role.tenant.tags }
}

output "hardening" {
  description = "Which of the parts are on that not every endpoint bears."
  value = {
    tls_only        = length(aws_s3_bucket_policy.tenant) == 1
    lifecycle_rules = length(aws_s3_bucket_lifecycle_configuration.tenant) == 1
  }
}
