using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddWantedToDos : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "wanted_key",
                schema: "customers",
                table: "to_dos",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "stage",
                schema: "customers",
                table: "facts",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "known_stages",
                schema: "customers",
                columns: table => new
                {
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    stage = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_stages", x => x.customer_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_to_dos_wanted",
                schema: "customers",
                table: "to_dos",
                column: "wanted_key",
                unique: true,
                filter: "wanted_key is not null");

            migrationBuilder.CreateIndex(
                name: "ix_facts_stage_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "stage", "customer_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "known_stages",
                schema: "customers");

            migrationBuilder.DropIndex(
                name: "ix_to_dos_wanted",
                schema: "customers",
                table: "to_dos");

            migrationBuilder.DropIndex(
                name: "ix_facts_stage_customer_id",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "wanted_key",
                schema: "customers",
                table: "to_dos");

            migrationBuilder.DropColumn(
                name: "stage",
                schema: "customers",
                table: "facts");
        }
    }
}
