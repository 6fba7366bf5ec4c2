# What AWS itself watches of a tenant's spending: its owner hears at four fifths of the year's budget, and when the
# forecast passes it. Needs TenantID as an activated cost-allocation tag of the account.

variable "tenant" {
  description = "Tenant id."
  type        = string
}

variable "limit_usd" {
  description = "US dollars a year."
  type        = number

  validation {
    condition     = var.limit_usd > 0
    error_message = "A budget is more than nothing."
  }
}

variable "owner" {
  description = "E-mail of the accountable person; empty = nobody is told."
  type        = string
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
}

resource "aws_budgets_budget" "tenant" {
  name         = "landlord-${var.tenant}"
  budget_type  = "COST"
  time_unit    = "ANNUALLY"
  limit_amount = format("%.2f", var.limit_usd)
  limit_unit   = "USD"
  tags         = var.tags

  cost_filter {
    name   = "TagKeyValue"
    values = [format("user:TenantID$%s", var.tenant)]
  }

  dynamic "notification" {
    for_each = var.owner == "" ? {} : { ACTUAL = 80, FORECASTED = 100 }

    content {
      comparison_operator        = "GREATER_THAN"
      threshold                  = notification.value
      threshold_type             = "PERCENTAGE"
      notification_type          = notification.key
      subscriber_email_addresses = [var.owner]
    }
  }
}

output "filter" {
  description = "Whose cost counts."
  value       = one([for filter in aws_budgets_budget.tenant.cost_filter : one(filter.values)])
}
