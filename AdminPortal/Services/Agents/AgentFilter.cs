using AdminPortal.Data;
using AdminPortal.Data.Records;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Services.Agents;

/// <summary>Which agents are meant; what is null does not narrow.</summary>
/// <param name="Query">Part of the business's or the agent's name, the provider's whole id, or three digits and more of the number.</param>
public sealed record AgentFilter(AgentStatus? Status = null, string? Query = null)
{
    private const int MostQuery = 254;

    internal Refusal? Fault => Texts.Query(Query) is { } text ? Texts.CheckText("q", text, MostQuery) : null;

    internal IQueryable<AiAgent> Apply(PortalDbContext db, NumberReader reader)
    {
        var agents = db.Agents.AsQueryable();
        if (Status is { } status)
            agents = agents.Where(a => a.Status == status);
        if (Texts.Query(Query) is not { } text)
            return agents;
        var lower = text.ToLowerInvariant();
        var digits = NumberQuery.Parse(text, reader) is { Digits.Length: >= 3 } number && text.Any(char.IsAsciiDigit) ? number.Digits : null;
        return agents.Where(a => a.Name.ToLower().Contains(lower)
            || a.ProviderAgentId == text
            || db.Businesses.Any(b => b.Id == a.BusinessId
                && (b.Name.ToLower().Contains(lower) || (digits != null && b.PhoneNumber != null && b.PhoneNumber.Contains(digits)))));
    }
}
