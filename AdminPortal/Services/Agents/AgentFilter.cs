using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Agents;

/// <summary>A filter for agents; null does not restrict.</summary>
/// <param name="Status">The stored status, as in the API.</param>
/// <param name="InTrouble">Only agents that failed, or whose last attempts all failed.</param>
/// <param name="Query">Part of the business's or agent's name, the provider's full id, or at least three digits of the number.</param>
public sealed record AgentFilter(AgentStatus? Status = null, string? Query = null, bool InTrouble = false)
{
    /// <summary>Only agents in this state, see <see cref="AgentState"/>.</summary>
    public AgentState? State { get; init; }

    /// <summary>For the board; other lists have their own order.</summary>
    public AgentSort Sort { get; init; }

    public bool IsDescending { get; init; }

    private const int MostQuery = 254;

    internal Refusal? Fault => TextRules.Query(Query) is { } text ? TextRules.CheckText("q", text, MostQuery) : null;

    internal IQueryable<AiAgent> Apply(PortalDbContext db, NumberReader reader)
    {
        var agents = db.Agents.OnBoard(db);
        if (Status is { } status)
            agents = agents.Where(a => a.Status == status);
        if (InTrouble)
            agents = agents.InTrouble(db);
        if (State is { } state)
            agents = agents.In(db, state);
        if (TextRules.Query(Query) is not { } text)
            return agents;
        var folded = SearchText.Fold(text);
        var digits =
            NumberQuery.Parse(text, reader) is { Digits.Length: >= 3 } number && text.Any(char.IsAsciiDigit) ? number.Digits : null;
        return agents.Where(a =>
            a.SearchText.Contains(folded)
            || a.ProviderAgentId == text
            || db.Businesses.Any(b =>
                b.Id == a.BusinessId
                && (b.SearchText.Contains(folded) || (digits != null && b.PhoneNumber != null && b.PhoneNumber.Contains(digits)))
            )
        );
    }
}
