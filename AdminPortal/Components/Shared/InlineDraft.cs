namespace AdminPortal.Components.Shared;

/// <summary>A text of a record that is being edited in place.</summary>
public sealed class InlineDraft<T>
    where T : class
{
    /// <summary>The record as it was when editing began; null while nothing is edited.</summary>
    public T? Seen { get; private set; }

    /// <summary>What is being typed.</summary>
    public string? Text { get; set; }

    public string? Problem { get; private set; }

    public bool IsBusy { get; private set; }

    public void Start(T seen, string? text) => (Seen, Text, Problem) = (seen, text, null);

    public void End() => (Seen, Text, Problem) = (null, null, null);

    /// <summary>Saves what was typed, and ends unless it was not saved. While that is under way it does nothing: leaving the field saves
    /// too.</summary>
    /// <param name="save">Saves a text; see <see cref="InlineEnd"/>.</param>
    public async Task SaveAsync(Func<T, string?, Task<InlineEnd>> save)
    {
        if (Seen is not { } seen || IsBusy)
            return;
        (IsBusy, Problem) = (true, null);
        try
        {
            var end = await save(seen, Text);
            if (end.IsSaved)
                End();
            else
                Problem = end.Problem;
        }
        finally
        {
            IsBusy = false;
        }
    }
}

/// <summary>The result of saving a text in place.</summary>
/// <param name="Problem">Why it was not saved, to be shown at the field; null if the user was told or decided so.</param>
public readonly record struct InlineEnd(bool IsSaved, string? Problem = null)
{
    public static readonly InlineEnd Saved = new(true);
}
