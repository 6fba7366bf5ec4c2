output "isolation" {
  description = "How the tenant is kept apart."
  value       = terraform_data.undo.input.isolation
}
