using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Data;

/// <summary>Rows that are written once and never changed: the database itself refuses UPDATE and DELETE.</summary>
public interface IAppendOnly;

/// <summary>
/// The triggers behind <see cref="IAppendOnly"/>. They are set by every "migrate" instead of standing in a migration,
/// so that a table cannot lose its guard by a migration that somebody writes anew.
/// </summary>
internal static class AppendOnly
{
    const string Function = """
        create or replace function platform.refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
        end $$
        """;

    public static async Task Guard(ModuleDb db, CancellationToken ct)
    {
        await db.Database.ExecuteSqlRawAsync(Function, ct);
        foreach (var type in db.Model.GetEntityTypes().Where(t => typeof(IAppendOnly).IsAssignableFrom(t.ClrType) && t.GetSchema() == db.Schema))
        {
            // Schema and table come from the model, never from input.
            var guard = $$"""
                do $$ begin
                    if not exists (select from pg_trigger where tgname = 'append_only' and tgrelid = '{{type.GetSchema()}}.{{type.GetTableName()}}'::regclass) then
                        create trigger append_only before update or delete on {{type.GetSchema()}}.{{type.GetTableName()}} for each row execute function platform.refuse_change();
                    end if;
                end $$
                """;
            await db.Database.ExecuteSqlRawAsync(guard, ct);
        }
    }
}
