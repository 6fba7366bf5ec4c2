output "isolation" {
  description = "How the tenant's vectors are kept apart."
  value       = var.isolation
}

output "store" {
  description = "Where they are kept."
  value       = var.store
}

output "place" {
  description = "What may not change without the vectors being elsewhere."
  value       = local.places[var.store]
}
