using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class Profiled : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "profiled",
                schema: "customers",
                table: "facts",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.CreateIndex(
                name: "ix_facts_unprofiled",
                schema: "customers",
                table: "facts",
                columns: new[] { "customer_id", "owner_id", "team_id" },
                filter: "not profiled");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_facts_unprofiled",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "profiled",
                schema: "customers",
                table: "facts");
        }
    }
}
