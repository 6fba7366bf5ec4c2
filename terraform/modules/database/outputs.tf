output "isolation" {
  description = "How the tenant's objects are kept apart."
  value       = module.objects.environment.ISOLATION
}
