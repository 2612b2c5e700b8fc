using System.Globalization;
using System.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Import;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Provisioning;

namespace AdminPortal.Services.SampleData;

/// <summary>Simulates half a year of an inventory: each step happens at its time and schedules later steps.</summary>
internal sealed class SampleHistory(
    SampleClock clock,
    Random random,
    BusinessService businesses,
    ImportService imports,
    NumberService numbers,
    QuarantineService quarantines,
    ProvisioningService provisioning,
    InventoryService inventory,
    SampleAgents? agents,
    NumberSettings settings,
    Func<Task> recordStock
)
{
    private const int Days = 180;

    private static readonly Actor s_website = new("key:Website", PortalRole.Admin);
    private static readonly Actor s_admin = new("Priya Nair", PortalRole.Admin);
    private static readonly Actor[] s_support = [new("Dana Whitfield", PortalRole.Support), new("Luis Ortega", PortalRole.Support)];

    private readonly PriorityQueue<Func<Task>, DateTimeOffset> _calendar = new();
    private readonly Dictionary<Guid, string> _numberOf = [];
    private readonly List<Guid> _without = [];
    private readonly SampleNames _names = new(random);
    private readonly SampleNumbers _numbers = new(random);
    private CancellationToken _cancel;

    public async Task PlayAsync(SampleSize size, CancellationToken cancel)
    {
        _cancel = cancel;
        Plan(size);
        while (_calendar.TryDequeue(out var step, out var at) && at <= clock.End)
        {
            cancel.ThrowIfCancellationRequested();
            clock.Set(at);
            await step();
        }

        if (agents is not null)
            await agents.CallAsync(Actor.System, cancel);
    }

    private DateTimeOffset Start => clock.End.AddDays(-Days);

    private void Plan(SampleSize size)
    {
        // A small lot each week, the first before anybody signs up, and large ones once the business has grown.
        var left = size.Numbers;
        var small = Math.Min(Math.Max(size.Businesses / 6, 10), Math.Max(size.Numbers / 10, 1));
        foreach (
            var (day, count) in Enumerable
                .Range(0, 8)
                .Select(week => (week * 7 + 0.1, small))
                .Concat([(62.3, size.Numbers / 2), (91.4, size.Numbers / 4), (152.2, size.Numbers)])
        )
        {
            var lot = Math.Min(left, count);
            left -= lot;
            if (lot > 0)
                At(Start.AddDays(day), () => ImportAsync("toll-free", _numbers.NextFile(lot)));
        }

        if (size.Numbers >= 100)
            At(Start.AddDays(110.2), () => ImportAsync("london", SampleNumbers.LondonFile()));

        for (var day = 0; day < Days; day++)
            At(Start.AddDays(day + 0.99), recordStock);

        for (var i = 0; i < size.Businesses; i++)
            At(Start.AddDays(1 + random.NextDouble() * (Days - 1.5)), SignUpAsync);
        for (var i = 0; i < Math.Min(120, size.Numbers / 20); i++)
            At(Start.AddDays(2 + random.NextDouble() * (Days - 3)), NoteAsync);
        for (var i = 0; i < Math.Min(40, size.Numbers / 80); i++)
            At(Start.AddDays(5 + random.NextDouble() * (Days - 6)), DeactivateAsync);
    }

    private async Task ImportAsync(string name, string file)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(file));
        var fileName = string.Create(CultureInfo.InvariantCulture, $"{name}-{clock.GetUtcNow():yyyy-MM-dd}.csv");
        await imports.ImportAsync(s_admin, bytes, new ImportOptions(FileName: fileName), null, _cancel);
    }

    private async Task SignUpAsync()
    {
        var (name, email, externalId) = _names.Next();
        var made = await businesses.CreateAsync(s_website, new NewBusiness(name, email, externalId), _cancel);
        if (made.Value?.Id is not { } id)
            return;
        if (agents is not null && random.Next(40) > 0)
            await agents.MakeAsync(s_website, id, _cancel);
        if (random.Next(12) == 0)
            _without.Add(id);
        else
            In(TimeSpan.FromSeconds(3 + random.Next(90)), () => ProvisionAsync(id));
        if (random.Next(15) == 0)
            In(
                Between(3, 60),
                () =>
                    businesses.ChangeAsync(
                        s_admin,
                        id,
                        new BusinessChanges(ContactEmail: email.Replace("@", ".new@", StringComparison.Ordinal)),
                        null,
                        _cancel
                    )
            );
    }

    private async Task ProvisionAsync(Guid business)
    {
        var given = await provisioning.ProvisionAsync(s_website, business, _cancel);
        if (!given.IsDone)
        {
            _without.Add(business);
            return;
        }

        _without.Remove(business);
        _numberOf[business] = given.Value.PhoneNumber;
        switch (random.Next(100))
        {
            case < 22:
                In(Between(4, 80), () => ReleaseAsync(business));
                break;
            case < 30:
                In(Between(10, 100), () => ReassignAsync(business));
                break;
        }
    }

    private async Task ReleaseAsync(Guid business)
    {
        if (!_numberOf.Remove(business, out var number))
            return;
        await DoAsync(
            Support(),
            number,
            new NumberCommand.Release(
                Pick(["Contract ended", "Closed down", "Moved to another provider", "Asked for a different number", "Unpaid since spring"])
            )
        );
        In(
            TimeSpan.FromDays(settings.QuarantineDays) + TimeSpan.FromSeconds(random.Next(1, 15)),
            () => quarantines.EndDueAsync(Actor.System, _cancel)
        );
        switch (random.Next(10))
        {
            case < 2:
                In(Between(0.02, 1), () => UndoAsync(business, number));
                break;
            case < 5:
                In(Between(0.1, 6), () => ProvisionAsync(business));
                break;
            case 5 when settings.QuarantineDays > 0:
                In(Between(3, 20), () => DoAsync(s_admin, number, new NumberCommand.EndQuarantine("The old business never published it")));
                break;
            default:
                _without.Add(business);
                break;
        }
    }

    private async Task UndoAsync(Guid business, string number)
    {
        if (await DoAsync(Support(), number, new NumberCommand.UndoRelease()))
            _numberOf[business] = number;
    }

    private async Task ReassignAsync(Guid business)
    {
        if (_without.Count == 0 || !_numberOf.TryGetValue(business, out var number))
            return;
        var heir = _without[random.Next(_without.Count)];
        var actor = Support();
        var reason = Pick(["Practice was taken over", "Same owner, new company", "Merged with its sister company"]);
        if (!await DoAsync(actor, number, new NumberCommand.Reassign(heir, reason)))
            return;
        _without.Remove(heir);
        _without.Add(business);
        _numberOf.Remove(business);
        _numberOf[heir] = number;
    }

    private async Task NoteAsync()
    {
        if (await AnyAsync(null) is { } number)
            await DoAsync(
                Support(),
                number,
                new NumberCommand.Note(
                    Pick([
                        "Customer asked to keep it",
                        "Call quality checked, all good",
                        "Spam calls reported",
                        "Printed on their vans",
                        "Forwarded to a mobile until June",
                    ])
                )
            );
    }

    private async Task DeactivateAsync()
    {
        if (await AnyAsync(NumberStatus.Available) is not { } number)
            return;
        var reason = Pick(["Carrier cannot route it", "Too many wrong numbers", "Going back to the supplier"]);
        await DoAsync(s_admin, number, new NumberCommand.Deactivate(reason));
        if (random.Next(4) == 0)
            In(Between(2, 20), () => DoAsync(s_admin, number, new NumberCommand.Activate("Works again")));
    }

    private async Task<string?> AnyAsync(NumberStatus? status)
    {
        var filter = new NumberFilter(status);
        var count = (await inventory.CountAsync(s_admin, filter, _cancel)).Value;
        var found = await inventory.WindowAsync(
            s_admin,
            filter,
            NumberSort.Default,
            null,
            random.Next((int)Math.Min(count, 5_000) + 1),
            1,
            _cancel
        );
        return found.Value is [var number, ..] ? number.Number : null;
    }

    private async Task<bool> DoAsync(Actor actor, string number, NumberCommand command) =>
        (await numbers.DoAsync(actor, number, command, null, _cancel)).IsDone;

    private Actor Support() => s_support[random.Next(s_support.Length)];

    private string Pick(string[] words) => words[random.Next(words.Length)];

    private TimeSpan Between(double fewestDays, double mostDays) =>
        TimeSpan.FromDays(fewestDays + random.NextDouble() * (mostDays - fewestDays));

    private void In(TimeSpan time, Func<Task> step) => At(clock.GetUtcNow() + time, step);

    private void At(DateTimeOffset time, Func<Task> step)
    {
        // Whole microseconds, which is what the databases store.
        _calendar.Enqueue(step, new DateTimeOffset(time.Ticks - time.Ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero));
    }
}
