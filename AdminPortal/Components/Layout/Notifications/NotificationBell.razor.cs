using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Notifications;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Layout.Notifications;

/// <summary>The list of notifications with the number of new ones. Opening it marks them as read; they stay marked as new while it is
/// open.</summary>
public sealed partial class NotificationBell : IDisposable
{
    private NotificationList? _list;
    private HashSet<Guid> _unread = [];
    private IDisposable? _listening;

    [Inject]
    private NotificationService Notifications { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private ISnackbar Messages { get; set; } = null!;

    private int New => _list?.New ?? 0;

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !Current.Actor.MaySeeAll)
            return;
        _listening = Changes.Listen(() => InvokeAsync(LoadAsync), ChangeKind.Notifications);
        await LoadAsync();
    }

    private bool IsUnread(NotificationRecord notification) => notification.IsNew || _unread.Contains(notification.Id);

    private async Task LoadAsync()
    {
        // If the database does not respond, what is shown stays.
        _list = (await Notifications.ListAsync(Current.Actor, CancellationToken.None)).Value ?? _list;
        StateHasChanged();
    }

    private async Task OnOpenChangedAsync(bool isOpen)
    {
        if (!isOpen)
        {
            _unread = [];
            return;
        }

        _unread = [.. _list?.Items.Where(n => n.IsNew).Select(n => n.Id) ?? []];
        if (_unread.Count == 0)
            return;
        await Notifications.MarkReadAsync(Current.Actor, _list!.Items[0].OpenedAt, CancellationToken.None);
        await LoadAsync();
    }

    private async Task ChooseMailAsync(bool byMail)
    {
        var chosen = await Notifications.ChooseMailAsync(Current.Actor, byMail, CancellationToken.None);
        if (!chosen.IsDone)
            Messages.Add(chosen.Refusal.Message, Severity.Warning);
        await LoadAsync();
    }
}
