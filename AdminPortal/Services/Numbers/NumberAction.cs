namespace AdminPortal.Services.Numbers;

/// <summary>The actions on a number, most common first.</summary>
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
