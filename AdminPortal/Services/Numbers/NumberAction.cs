namespace AdminPortal.Services.Numbers;

/// <summary>What a person can do to one number, the usual first.</summary>
public enum NumberAction
{
    Assign,
    Release,
    Reassign,
    UndoRelease,
    EndQuarantine,
    Activate,
    Note,
    Deactivate,
    Delete,
}
