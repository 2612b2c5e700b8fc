using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>A filter for calls; null does not restrict.</summary>
/// <param name="Number">A phone number or a part of one, of the caller or the called.</param>
/// <param name="Since">Calls that started at this time or later.</param>
public sealed record CallFilter(Guid? BusinessId = null, string? Number = null, DateTimeOffset? Since = null);

/// <summary>A call, and whose it is.</summary>
public sealed record BusinessCall(CallRecord Call, Guid BusinessId, string BusinessName);

/// <summary>Lists the calls of all businesses. For staff and viewers.</summary>
public sealed class CallListService(PortalReader reads, NumberReader reader)
{
    /// <summary>The calls, newest first by when they were reported, in pages.</summary>
    /// <param name="after">The <c>Next</c> of the previous page; null for the newest.</param>
    /// <param name="limit">1 to <see cref="Cursor.MaxLimit"/>.</param>
    public async Task<Outcome<Page<BusinessCall>>> ListAsync(
        Actor actor,
        CallFilter filter,
        string? after,
        int limit,
        CancellationToken cancel
    )
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see calls");
        if (limit is < 1 or > Cursor.MaxLimit)
            return Cursor.BadLimit;
        Guid last = default;
        if (!Cursor.TryDecode(after, out var key) || (key is not null && !Guid.TryParseExact(key, "N", out last)))
            return Cursor.BadCursor;
        var number = TextRules.Query(filter.Number) is { } text ? NumberQuery.Parse(text, reader) : default;
        if (number.Kind == NumberQueryKind.Nothing)
            return new Page<BusinessCall>([], null);
        return await reads.RunAsync<Page<BusinessCall>>(
            async db =>
            {
                var calls = db.AgentCalls.AsQueryable();
                if (filter.BusinessId is { } business)
                    calls = calls.Where(c => c.BusinessId == business);
                if (filter.Since is { } since)
                    calls = calls.Where(c => c.StartedAt >= since);
                if (number.Kind is NumberQueryKind.Exact or NumberQueryKind.Digits)
                {
                    var digits = number.Digits.Length > 0 ? number.Digits : number.Number.ToString();
                    calls = calls.Where(c => c.ToNumber!.Contains(digits) || c.FromNumber!.Contains(digits));
                }

                if (key is not null)
                    calls = calls.Where(c => c.Id < last);
                var rows = await (
                    from c in calls.OrderByDescending(c => c.Id).Take(limit + 1)
                    join b in db.Businesses on c.BusinessId equals b.Id
                    orderby c.Id descending
                    select new { Call = c, b.Name }
                ).ToListAsync(cancel);
                return Page.Of(
                    rows.ConvertAll(r => new BusinessCall(CallRecord.Of(r.Call), r.Call.BusinessId, r.Name)),
                    limit,
                    c => c.Call.Id.ToString("N")
                );
            },
            cancel
        );
    }
}
