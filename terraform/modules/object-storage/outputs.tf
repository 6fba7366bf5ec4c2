output "bucket" {
  description = "Name of the bucket, once it keeps versions: an object from before has a version that no delete of it takes away."
  value       = aws_s3_bucket.tenant.bucket
  depends_on  = [aws_s3_bucket_versioning.tenant]
}

output "role" {
  description = "ARN of the tenant's role."
  value       = aws_iam_role.tenant.arn
}

output "tags" {
  description = "What the taggable resources carry."
  value = merge(
    { bucket = aws_s3_bucket.tenant.tags, role = aws_iam_role.tenant.tags },
    { for key in aws_kms_key.tenant : "key" => key.tags },
  )
}

output "key" {
  description = "Alias of the tenant's own key; null where it has none."
  value       = one(aws_kms_alias.tenant[*].name)
}

output "key_arn" {
  description = "ARN of the tenant's own key; null where it has none."
  value       = one(aws_kms_key.tenant[*].arn)
}

output "kept" {
  description = "How long what was replaced or deleted is kept, and whether it ever goes."
  value = [
    for lifecycle in aws_s3_bucket_lifecycle_configuration.tenant :
    { days = lifecycle.rule[0].noncurrent_version_expiration[0].noncurrent_days, status = lifecycle.rule[0].status }
  ]
}

output "hardening" {
  description = "Which of the parts are on that not every endpoint bears."
  value = {
    tls_only        = length(aws_s3_bucket_policy.tenant) == 1
    lifecycle_rules = length(aws_s3_bucket_lifecycle_configuration.tenant) == 1
  }
}
