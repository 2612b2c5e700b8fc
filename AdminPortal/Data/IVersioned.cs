namespace AdminPortal.Data;

/// <summary>A row that many hands change: every change raises its version by one, and the database refuses any that does not.</summary>
public interface IVersioned
{
    /// <summary>1 for a new row. Set by <see cref="RowVersionInterceptor"/>, checked by the database's guards.</summary>
    long RowVersion { get; set; }
}
