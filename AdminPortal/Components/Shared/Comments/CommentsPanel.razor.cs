using AdminPortal.Services;
using AdminPortal.Services.Comments;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Shared.Comments;

/// <summary>The comments of the staff on a record. Updates live.</summary>
public sealed partial class CommentsPanel : IDisposable
{
    private IReadOnlyList<CommentRecord>? _comments;
    private CommentSubject? _shown;
    private string? _problem;
    private string? _text;
    private Guid? _editing;
    private string? _edited;
    private bool _isBusy;
    private IDisposable? _listening;

    [Parameter, EditorRequired]
    public CommentSubject Subject { get; set; } = null!;

    [Inject]
    private CommentService Comments { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private ISnackbar Messages { get; set; } = null!;

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Subject)
            return;
        (_shown, _comments, _editing) = (Subject, null, null);
        await LoadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(LoadAsync), ChangeKind.Comments);
    }

    private async Task LoadAsync()
    {
        var subject = Subject;
        var found = await Comments.ListAsync(Current.Actor, subject, CancellationToken.None);
        if (subject != Subject)
            return;
        _problem = found.Refusal?.Message;
        _comments = found.Value ?? _comments;
        StateHasChanged();
    }

    private async Task AddAsync()
    {
        if (_isBusy || string.IsNullOrWhiteSpace(_text))
            return;
        _isBusy = true;
        if (await DoneAsync(await Comments.AddAsync(Current.Actor, Subject, _text, CancellationToken.None)))
            _text = null;
        _isBusy = false;
    }

    private void Edit(CommentRecord comment) => (_editing, _edited) = (comment.Id, comment.Text);

    private async Task SaveAsync(CommentRecord comment)
    {
        if (await DoneAsync(await Comments.EditAsync(Current.Actor, comment.Id, _edited, comment.RowVersion, CancellationToken.None)))
            _editing = null;
    }

    private async Task DeleteAsync(CommentRecord comment)
    {
        if (await DoneAsync(await Comments.DeleteAsync(Current.Actor, comment.Id, CancellationToken.None)))
            Messages.AddDone("Deleted the comment", comment.IsMine ? () => AddAgainAsync(comment) : null);
    }

    /// <summary>Writes a deleted comment again; it is then a new one.</summary>
    private async Task AddAgainAsync(CommentRecord comment) =>
        await DoneAsync(await Comments.AddAsync(Current.Actor, Subject, comment.Text, CancellationToken.None));

    private async Task<bool> DoneAsync(Outcome<CommentRecord> done)
    {
        _problem = done.Refusal?.Message;
        if (done.IsDone)
            await LoadAsync();
        return done.IsDone;
    }
}
