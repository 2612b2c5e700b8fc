namespace AdminPortal.Services.Verification;

/// <summary>A business has at most one agent, and an agent has a business.</summary>
internal static class AgentChecks
{
    public static readonly IReadOnlyList<Check> All =
    [
        DuplicateChecks.Twice(
            Invariants.OneAgent,
            "ai_agents",
            "business_id",
            row => $"business {row.Id(0)}",
            count => $"It has {count} agents."
        ),
        DuplicateChecks.Twice(
            Invariants.OneAgent,
            "ai_agents",
            "provider_agent_id",
            row => $"agent '{row.Text(0)}' of the provider",
            count => $"{count} agents here claim it."
        ),
        Check.Sql(
            Invariants.OneAgent,
            "each agent's business exists",
            """
            SELECT a.id, a.name, a.business_id FROM ai_agents a LEFT JOIN businesses b ON b.id = a.business_id WHERE b.id IS NULL
            """,
            row => ($"agent {row.Id(0)} '{row.Text(1)}'", $"Its business {row.Id(2)} does not exist.")
        ),
    ];
}
