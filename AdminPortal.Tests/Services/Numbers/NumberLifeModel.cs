using AdminPortal.Data.Entities;

namespace AdminPortal.Tests.Services.Numbers;

/// <summary>The expected transitions of numbers, in a few lines without a database, to compare the services with.</summary>
internal sealed class NumberLifeModel(int numbers, int businesses)
{
    private readonly (NumberStatus Status, int? Holder, int? From, int Since)[] _numbers =
    [
        .. Enumerable.Repeat<(NumberStatus, int?, int?, int)>((NumberStatus.Available, null, null, 0), numbers),
    ];

    private readonly int?[] _held = new int?[businesses];
    private int _time;

    public NumberStatus Status(int number) => _numbers[number].Status;

    public int? Holder(int number) => _numbers[number].Holder;

    /// <summary>The number of the business afterwards; null if none was available.</summary>
    public int? Provision(int business)
    {
        _time++;
        if (_held[business] is { } has)
            return has;
        var free = Enumerable
            .Range(0, _numbers.Length)
            .Where(n => Status(n) == NumberStatus.Available)
            .OrderBy(n => _numbers[n].Since)
            .ThenBy(n => n)
            .Cast<int?>()
            .FirstOrDefault();
        if (free is { } next)
            Give(next, business);
        return free;
    }

    public bool Assign(int number, int business) =>
        Try(Status(number) == NumberStatus.Available && _held[business] is null, () => Give(number, business));

    public bool Release(int number) => Try(Status(number) == NumberStatus.Assigned, () => Take(number, NumberStatus.Quarantined));

    public bool Reassign(int number, int business) =>
        Try(
            Status(number) == NumberStatus.Assigned && Holder(number) != business && _held[business] is null,
            () =>
            {
                Take(number, NumberStatus.Quarantined);
                Give(number, business);
            }
        );

    public bool UndoRelease(int number) =>
        Try(
            Status(number) == NumberStatus.Quarantined && _held[_numbers[number].From!.Value] is null,
            () => Give(number, _numbers[number].From!.Value)
        );

    public bool EndQuarantine(int number) => Try(Status(number) == NumberStatus.Quarantined, () => Free(number));

    public bool Deactivate(int number) =>
        Try(Status(number) == NumberStatus.Available, () => _numbers[number] = _numbers[number] with { Status = NumberStatus.Inactive });

    public bool Activate(int number) => Try(Status(number) == NumberStatus.Inactive, () => Free(number));

    private bool Try(bool legal, Action move)
    {
        _time++;
        if (legal)
            move();
        return legal;
    }

    private void Give(int number, int business)
    {
        _numbers[number] = (NumberStatus.Assigned, business, _numbers[number].From, 0);
        _held[business] = number;
    }

    private void Take(int number, NumberStatus status)
    {
        var holder = Holder(number)!.Value;
        _held[holder] = null;
        _numbers[number] = (status, null, holder, 0);
    }

    private void Free(int number) => _numbers[number] = _numbers[number] with { Status = NumberStatus.Available, Since = _time };
}
