using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Crm.Platform.Data;

/// <summary>
/// A question that never differs, put into SQL once and not at every asking. EF compiles for one model; where several hosts
/// live in one process, as in tests, each has its own.
/// </summary>
/// <typeparam name="T">The delegate that EF.CompileAsyncQuery makes.</typeparam>
public sealed class Compiled<T>(Func<T> compile) where T : class
{
    readonly ConditionalWeakTable<IModel, T> byModel = [];

    /// <summary>The question for this context's model.</summary>
    public T For(DbContext db) => byModel.GetValue(db.Model, _ => compile());
}
