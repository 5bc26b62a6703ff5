using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class ShortPendingLists : Migration
    {
        static readonly string[] Indexes = ["ix_customers_search", "ix_notes_search", "ix_interactions_search"];

        // Set, as EF would make the indexes anew.
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var index in Indexes) migrationBuilder.Sql($"alter index customers.{index} set (gin_pending_list_limit = 64)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var index in Indexes) migrationBuilder.Sql($"alter index customers.{index} reset (gin_pending_list_limit)");
        }
    }
}
