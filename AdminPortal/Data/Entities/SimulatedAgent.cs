using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>An agent at the simulated provider, which stores its state in this database. Only that provider reads or writes it.</summary>
public sealed class SimulatedAgent
{
    /// <summary>Its id there, such as <c>sim_…</c>.</summary>
    public required string Id { get; set; }
    public Guid BusinessId { get; set; }
    public required string Name { get; set; }
    public required string VoiceId { get; set; }
    public required string Language { get; set; }
    public required string Greeting { get; set; }
    public required string Prompt { get; set; }
    public DateTimeOffset ModifiedAt { get; set; }
}

/// <summary>A number known to the simulated provider.</summary>
public sealed class SimulatedNumber
{
    public required string Number { get; set; }

    /// <summary>The agent it is bound to; null if none.</summary>
    public string? AgentId { get; set; }
}

internal sealed class SimulatedAgentMapping : IEntityTypeConfiguration<SimulatedAgent>, IEntityTypeConfiguration<SimulatedNumber>
{
    public void Configure(EntityTypeBuilder<SimulatedAgent> table)
    {
        table.ToTable("simulated_agents");
        table.Property(a => a.Id).HasMaxLength(100);
        table.Property(a => a.Name).HasMaxLength(200);
        table.Property(a => a.VoiceId).HasMaxLength(100);
        table.Property(a => a.Language).HasMaxLength(20);
        table.HasIndex(a => a.BusinessId);
    }

    public void Configure(EntityTypeBuilder<SimulatedNumber> table)
    {
        table.ToTable("simulated_numbers");
        table.HasKey(n => n.Number);
        table.Property(n => n.Number).HasMaxLength(16);
        table.Property(n => n.AgentId).HasMaxLength(100);
        table.HasIndex(n => n.AgentId);
    }
}
