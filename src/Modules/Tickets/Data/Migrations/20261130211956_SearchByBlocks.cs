using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class SearchByBlocks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase().Annotation("Npgsql:PostgresExtension:btree_gin", ",,");
            migrationBuilder.DropIndex(name: "ix_tickets_search", schema: "tickets", table: "tickets");
            // The list of what is not in the index yet is read with every block: as long as by default, that would take longer than all else.
            migrationBuilder.Sql("create index ix_tickets_search on tickets.tickets using gin (search, (id / 8192)) with (gin_pending_list_limit = 256)");
            migrationBuilder.Sql("alter index tickets.ix_customers_search set (gin_pending_list_limit = 64)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("alter index tickets.ix_customers_search reset (gin_pending_list_limit)");
            migrationBuilder.DropIndex(name: "ix_tickets_search", schema: "tickets", table: "tickets");
            migrationBuilder.CreateIndex(name: "ix_tickets_search", schema: "tickets", table: "tickets", column: "search").Annotation("Npgsql:IndexMethod", "gin");
            migrationBuilder.AlterDatabase().OldAnnotation("Npgsql:PostgresExtension:btree_gin", ",,");
        }
    }
}
