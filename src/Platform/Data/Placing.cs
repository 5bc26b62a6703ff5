namespace Crm.Platform.Data;

/// <summary>A row with a place among others, which people put in order.</summary>
public interface IPlaced
{
    /// <summary>Key.</summary>
    long Id { get; }

    /// <summary>Gives it its place, from 1.</summary>
    void MoveTo(int position);
}

/// <summary>Rows that people put in order.</summary>
public static class Placing
{
    /// <summary>Moves one of them, which come in their order, one place up or down, and numbers all anew. False: it is none of them.</summary>
    public static bool MoveByOne<T>(this List<T> rows, long id, bool up) where T : IPlaced
    {
        var from = rows.FindIndex(r => r.Id == id);
        if (from < 0) return false;
        var to = Math.Clamp(from + (up ? -1 : 1), 0, rows.Count - 1);
        (rows[from], rows[to]) = (rows[to], rows[from]);
        for (var i = 0; i < rows.Count; i++) rows[i].MoveTo(i + 1);
        return true;
    }
}
