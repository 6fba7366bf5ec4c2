output "isolation" {
  description = "How the tenant's vectors are kept apart."
  value       = terraform_data.undo.input.isolation
}
