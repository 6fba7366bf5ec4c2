output "isolation" {
  description = "How the tenant's vectors are kept apart."
  value       = var.isolation
}

output "store" {
  description = "Where they are kept."
  value       = var.store
}
